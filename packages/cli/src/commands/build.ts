import { buildImages, pushImages } from '@keelson/engine'
import { local } from '../command.ts'
import { Failure } from '../failure.ts'
import { withBuildArguments, withBuildFlags } from '../local/build-arguments.ts'
import { onImages } from '../local/on-images.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      'build-arg': {
        kind: 'list',
        value: 'NAME=VALUE',
        help: 'Build argument; NAME alone takes the shell’s value',
      },
      builder: { kind: 'text', value: 'NAME', help: 'Only default: the engine’s own builder' },
      compress: {
        kind: 'switch',
        hidden: true,
        help: 'Accepted: nothing is sent that the builder does not ask for',
      },
      'force-rm': { kind: 'switch', hidden: true, help: 'Accepted: BuildKit leaves no containers' },
      'no-rm': { kind: 'switch', hidden: true, help: 'Accepted: BuildKit leaves no containers' },
      check: { kind: 'switch', hidden: true, help: 'Refused: it needs buildx' },
      memory: { kind: 'text', short: 'm', value: 'BYTES', hidden: true, help: 'Ignored, as BuildKit does' },
      'no-cache': { kind: 'switch', help: 'Build every step anew' },
      print: { kind: 'switch', hidden: true, help: 'Refused: it needs buildx' },
      provenance: { kind: 'text', value: 'WHAT', help: 'Instead of build.provenance' },
      pull: { kind: 'switch', help: 'Look for newer base images' },
      push: { kind: 'switch', help: 'Push what was built' },
      quiet: { kind: 'switch', short: 'q', help: 'No output' },
      sbom: { kind: 'text', value: 'WHAT', help: 'Instead of build.sbom' },
      ssh: {
        kind: 'list',
        value: 'ID[=SOCKET]',
        help: 'Agent for the builds: default, or the socket of one',
      },
      'with-dependencies': { kind: 'switch', help: 'Build what the services depend on too' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, env } = call
    const { memory, builder } = values
    for (const flag of ['check', 'print'] as const) if (values[flag]) throw unavailable(`--${flag}`)
    if (builder !== undefined && builder !== 'default') throw unavailable(`--builder ${builder}`)
    if (memory !== undefined) call.terminal.tell('--memory is ignored: BuildKit has no such limit.')
    const wish = { ssh: values.ssh, provenance: values.provenance, sbom: values.sbom }
    await onImages(
      call,
      { dependencies: values['with-dependencies'], nothing: 'no service has a build section' },
      async (docker, given, options) => {
        const project = withBuildFlags(withBuildArguments(given, values['build-arg'], env), wish)
        await buildImages(docker, project, {
          ...options,
          noCache: values['no-cache'],
          pullBases: values.pull,
        })
        if (values.push) await pushImages(docker, project, options)
      },
    )
  },
)

const unavailable = (flag: string) =>
  new Failure(`${flag} needs Docker's buildx, which Keelson does without.`, {
    hint: 'Builds run in the Docker Engine itself. keelson config prints what they are built from.',
  })
