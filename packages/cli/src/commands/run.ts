import { type OneOffOptions, runOneOff } from '@keelson/engine'
import { runFlags } from '../arguments/run-flags.ts'
import { type Call, local } from '../command.ts'
import { imageWish } from '../local/images.ts'
import { readLabels, readMount, readPort, readVariables } from '../local/one-off.ts'
import { orphansWish } from '../local/orphans.ts'
import { type OpenedProject, openProject } from '../local/project.ts'
import { converse, passSignals, wantsTerminal } from '../local/session.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE [COMMAND] [ARGUMENTS...]',
    about:
      'Starts what the service depends on and runs one more container of it, without its ports; the exit code is the command’s.',
    examples: ['keelson run --rm web npm test', 'keelson run --rm -T db pg_dump shop > shop.sql'],
    flags: runFlags,
    words: [1],
    completes: ['service'],
    stop: 'first-word',
  },
  async (call) => {
    const { values, words, terminal } = call
    const [service = ''] = words
    const docker = await openDocker(call)
    const opened = openProject(call, { services: [service] })
    const tty = wantsTerminal(values, terminal)
    const options = optionsOf(call, opened, service, tty && !values.detach)
    // Its own Ctrl-C goes to the command while it runs, so the interrupt ends only what comes before.
    const ran = await withProgress(
      call,
      (basics) => runOneOff(docker, opened.project, { ...options, ...basics, detach: values.detach }),
      { quiet: values.quiet },
    )
    if (values['dry-run']) return 0
    if (ran.session) {
      const stop = passSignals(docker, ran.container.id)
      return converse(ran.session, terminal, { tty, interactive: values.interactive }).finally(stop)
    }
    terminal.print(ran.container.id)
    return 0
  },
)

function optionsOf(
  { values, words, env, cwd }: Call<typeof runFlags>,
  opened: OpenedProject,
  service: string,
  tty: boolean,
): OneOffOptions {
  const command = words.slice(1)
  return {
    ...imageWish(values),
    ...orphansWish(values, env),
    service,
    command: command.length > 0 ? command : undefined,
    entrypoint: values.entrypoint === undefined ? undefined : splitWords(values.entrypoint),
    name: values.name,
    environment: readVariables(values.env, values['env-from-file'], { env, cwd }),
    labels: readLabels(values.label),
    user: values.user,
    workingDir: values.workdir,
    volumes: values.volume.map((text) => readMount(text, cwd)),
    publish: values.publish.map(readPort),
    servicePorts: values['service-ports'],
    capAdd: values['cap-add'],
    capDrop: values['cap-drop'],
    useAliases: values['use-aliases'],
    remove: values.rm,
    noDeps: values['no-deps'],
    quiet: values['quiet-pull'] || values['quiet-build'],
    interactive: values.interactive,
    tty,
    known: opened.disabled,
    contents: opened.contents,
    origin: opened.origin,
  }
}

/** Splits like a shell: quotes hold words together. An empty text is no entrypoint at all. */
function splitWords(text: string): string[] {
  const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? []
  return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))
}
