import { buildImages, type ImageEvent, pushImages } from '@keelson/engine'
import { local } from '../command.ts'
import { withBuildArguments } from '../local/build-arguments.ts'
import { withDependencies } from '../local/dependencies.ts'
import { openProject } from '../local/project.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      'build-arg': {
        kind: 'list',
        value: 'NAME=VALUE',
        help: 'Build argument; NAME alone takes the shell’s value',
      },
      'no-cache': { kind: 'switch', help: 'Build every step anew' },
      pull: { kind: 'switch', help: 'Look for newer base images' },
      push: { kind: 'switch', help: 'Push what was built' },
      quiet: { kind: 'switch', short: 'q', help: 'No output' },
      'with-dependencies': { kind: 'switch', help: 'Build what the services depend on too' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, env } = call
    const opened = openProject(call, { services: words })
    const project = withBuildArguments(opened.project, values['build-arg'], env)
    const services =
      words.length === 0 ? undefined : values['with-dependencies'] ? withDependencies(project, words) : words
    const docker = openDocker(env)
    await withProgress(
      call,
      async ({ signal, onEvent }) => {
        const options = {
          services,
          signal,
          onEvent: (event: ImageEvent) => onEvent({ kind: 'image', event }),
        }
        await buildImages(docker, project, {
          ...options,
          noCache: values['no-cache'],
          pullBases: values.pull,
        })
        if (values.push) await pushImages(docker, project, options)
      },
      { quiet: values.quiet },
    )
  },
)
