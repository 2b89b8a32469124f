import { local } from '../command.ts'
import { Failure } from '../failure.ts'

export default local(
  {
    usage: '[OPTIONS] REPOSITORY[:TAG]',
    about:
      'Not supported: an application in a registry has no commit to go back to. A server deploys from git; images go to registries with keelson push.',
    flags: {},
    words: [0],
  },
  async () => {
    throw new Failure('keelson does not publish Compose files to registries.', {
      hint: 'Deploy the project from its git repository (keelson projects create), or give others the output of keelson config.',
    })
  },
)
