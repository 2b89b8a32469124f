import type { Values } from './arguments/flags.ts'
import { suggestion } from './arguments/nearest.ts'
import { parse } from './arguments/parse.ts'
import { globalFlags, serverFlags } from './arguments/shared-flags.ts'
import type { Surroundings } from './command.ts'
import { commands, otherNames } from './commands.ts'
import { exitCodes, Failure } from './failure.ts'
import { tellFailure } from './print/failure.ts'
import { terminal } from './print/terminal.ts'

const sharedFlags = { ...serverFlags, ...globalFlags }
const rootFlags = {
  ...sharedFlags,
  // As older scripts say it, before the verb; after it the flag is `run`'s and `exec`'s own.
  workdir: { kind: 'text', value: 'FOLDER', help: 'The same as --project-directory' },
  help: { kind: 'switch', short: 'h', help: 'Show help' },
  version: { kind: 'switch', short: 'v', help: 'Print the version' },
} as const

const helpFlag = { help: { kind: 'switch', short: 'h', help: 'Show help' } } as const

/** Runs one command line and gives the exit code; everything a command throws is told here, once. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    if (argv[0] === '__complete') {
      return await (await import('./commands/complete.ts')).printCompletions(argv.slice(1), surroundings)
    }
    const root = parse(argv, rootFlags, 'first-word')
    const { name, rest } = findCommand(root.words)
    if (root.values.version) return await call('version', root.words, root, surroundings)
    if (!name || name === 'help') return await call('help', rest, root, surroundings)
    if (root.values.help) return await call('help', name.split(' '), root, surroundings)
    return await call(name, rest, root, surroundings)
  } catch (error) {
    return tellFailure(error, surroundings.terminal, argv.includes('--json') ? 'json' : 'text')
  }
}

type Root = { values: Values<typeof rootFlags>; given: ReadonlySet<string> }

async function call(
  name: string,
  argv: readonly string[],
  root: Root,
  surroundings: Surroundings,
): Promise<number> {
  const listed = commands[name]
  if (!listed) throw new Failure(`There is no command "${name}".`)
  const command = (await listed.load()).default
  const { flags: own } = command
  const flags = { ...own, ...helpFlag }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv, flags, command.stop)
    if (parsed.values.help) return await call('help', name.split(' '), root, surroundings)
    checkWords(name, command, parsed.words)
  } catch (error) {
    throw error instanceof Failure && !error.hint ? withHelp(error, name) : error
  }
  const values = { ...parsed.values, ...layered(root, parsed, own) }
  const ansi = values['no-ansi'] ? 'never' : values.ansi
  return command.run({
    ...surroundings,
    terminal: terminal(surroundings.terminal, surroundings.env, typeof ansi === 'string' ? ansi : undefined),
    values,
    words: parsed.words,
    given: new Set([...root.given, ...parsed.given]),
  })
}

/** Global flags given before the verb count unless given again after it; lists are joined, the earlier first. */
function layered(root: Root, parsed: ReturnType<typeof parse>, flags: object) {
  const values: Record<string, boolean | number | string | readonly string[] | undefined> = {}
  for (const [name, before] of Object.entries(root.values)) {
    const own = Object.hasOwn(flags, name) && Object.hasOwn(sharedFlags, name)
    if (!own || !root.given.has(name)) continue
    const after = parsed.values[name]
    if (Array.isArray(before) && Array.isArray(after)) values[name] = [...before, ...after]
    else if (!parsed.given.has(name)) values[name] = before
  }
  if (root.values.workdir !== undefined && Object.hasOwn(flags, 'project-directory'))
    values['project-directory'] ??= parsed.values['project-directory'] ?? root.values.workdir
  return values
}

function findCommand(words: readonly string[]): { name: string | undefined; rest: readonly string[] } {
  const [typed, second] = words
  if (typed === undefined) return { name: undefined, rest: [] }
  const first = otherNames[typed] ?? typed
  if (Object.hasOwn(commands, first)) return { name: first, rest: words.slice(1) }
  const family = Object.keys(commands).filter((name) => name.startsWith(`${first} `))
  if (family.length === 0) {
    const names = Object.keys(commands).map((name) => name.split(' ')[0] ?? name)
    throw new Failure(`There is no command "${typed}".${suggestion(typed, names)}`, {
      hint: 'keelson --help lists all commands.',
    })
  }
  const name = `${first} ${second ?? ''}`
  if (second === undefined && family.includes(`${first} list`)) return { name: `${first} list`, rest: [] }
  if (family.includes(name)) return { name, rest: words.slice(2) }
  if (second === '-h' || second === '--help') return { name: 'help', rest: [first] }
  const actions = family.map((member) => member.split(' ')[1] ?? '')
  const what =
    second === undefined ? `keelson ${first} needs one more word` : `keelson ${first} has no "${second}"`
  throw new Failure(`${what}: ${actions.join(', ')}.${second ? suggestion(second, actions) : ''}`, {
    hint: `keelson ${first} --help tells more.`,
  })
}

function checkWords(
  name: string,
  command: { usage: string; words: readonly [number, number?] },
  words: string[],
) {
  const [least, most] = command.words
  if (words.length < least) {
    const needed = least === 1 ? 'an argument' : `${least} arguments`
    const there = words.length === 0 ? 'there is none' : `there is only "${words.join(' ')}"`
    throw new Failure(`keelson ${name} needs ${needed}; ${there}.`, {
      hint: `Usage: keelson ${name} ${command.usage}`,
    })
  }
  if (most !== undefined && words.length > most) {
    throw new Failure(`keelson ${name} does not take "${words[most]}".`, {
      hint: `Usage: keelson ${name} ${command.usage}`,
    })
  }
}

function withHelp(failure: Failure, name: string): Failure {
  return new Failure(failure.message, {
    hint: `keelson ${name} --help shows all flags.`,
    exitCode: exitCodes.failed,
    details: failure.details,
  })
}
