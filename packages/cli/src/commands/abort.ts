import { endCanary } from '../remote/end-canary.ts'

export default endCanary('abortCanary', {
  about: 'The canary finishes what it has and goes; the version that is on gets all requests again.',
  example: 'keelson abort shop',
})
