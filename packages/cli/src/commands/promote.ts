import { endCanary } from '../remote/end-canary.ts'

export default endCanary('promoteCanary', {
  about:
    'The canary takes the place of the version that is on: its replicas stay, the others are replaced without losing a request.',
  example: 'keelson promote shop',
})
