import { exec, execDetached, runningContainer } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { printPlanned, would } from '../local/dry-run.ts'
import { converse, wantsTerminal } from '../local/session.ts'
import { openTarget } from '../local/target.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE COMMAND [ARGUMENTS...]',
    about: 'Runs a command in a running container; its exit code is the command’s.',
    examples: ['keelson exec web sh', 'keelson exec -T db pg_dump shop > shop.sql'],
    flags: {
      ...indexFlag,
      detach: { kind: 'switch', short: 'd', help: 'Do not wait for it' },
      env: { kind: 'list', short: 'e', value: 'NAME=VALUE', help: 'Set a variable' },
      interactive: { kind: 'switch', short: 'i', default: true, help: 'Pass standard input on' },
      'no-tty': { kind: 'switch', short: 'T', help: 'No terminal (there is none unless this is one)' },
      'no-TTY': { kind: 'switch', hidden: true, help: 'The same as --no-tty' },
      tty: { kind: 'switch', short: 't', default: true, hidden: true, help: 'Accepted: the opposite of -T' },
      privileged: { kind: 'switch', help: 'With all rights' },
      user: { kind: 'text', short: 'u', value: 'USER', help: 'As this user' },
      workdir: { kind: 'text', short: 'w', value: 'FOLDER', help: 'In this folder of the container' },
    },
    words: [2],
    completes: ['service'],
    stop: 'first-word',
  },
  async (call) => {
    const { values, words, terminal } = call
    const [service = '', ...command] = words
    const { docker, target } = await openTarget(call, [service])
    const tty = wantsTerminal(values, terminal)
    const options = {
      service,
      command,
      index: values.index,
      environment: ofShell(values.env, call.env),
      user: values.user,
      workingDir: values.workdir,
      privileged: values.privileged,
      interactive: values.interactive,
      tty,
    }
    if (values['dry-run']) {
      const { name } = await runningContainer(docker, target, options)
      printPlanned(call, [would('exec', `run ${command.join(' ')} in ${name}`)])
      return 0
    }
    if (values.detach) {
      await execDetached(docker, target, options)
      return 0
    }
    return converse(await exec(docker, target, options), terminal, { tty, interactive: values.interactive })
  },
)

/** `-e NAME` alone passes the shell's value on, and nothing when there is none. */
const ofShell = (given: readonly string[], env: Readonly<Record<string, string | undefined>>): string[] =>
  given.flatMap((text) => {
    if (text.includes('=')) return [text]
    return env[text] === undefined ? [] : [`${text}=${env[text]}`]
  })
