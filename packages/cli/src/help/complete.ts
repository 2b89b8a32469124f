import type { Flag, Flags } from '../arguments/flags.ts'
import { globalFlags, serverFlags } from '../arguments/shared-flags.ts'
import type { Command, WordKind } from '../command.ts'
import { commands } from '../commands.ts'
import { flagHelp } from './text.ts'

/** A word that may stand where the cursor is, and what it is. */
export type Candidate = { word: string; about: string }

/** What words can be is known only at run time: services of the folder, projects of the server. */
export type Lookup = (kind: WordKind, before: readonly string[]) => Promise<readonly Candidate[]>

/** Candidates for the last of the words typed so far (it may be empty). */
export async function complete(typed: readonly string[], lookup: Lookup): Promise<Candidate[]> {
  const current = typed.at(-1) ?? ''
  const before = typed.slice(0, -1)
  const place = await locate(before)
  return (await candidates(place, current, lookup)).filter(({ word }) => word.startsWith(current))
}

type Location = {
  command?: { name: string; command: Command }
  family?: string
  flags: Flags
  /** The flag whose value the cursor is on. */
  pending?: Flag
  words: string[]
}

async function locate(before: readonly string[]): Promise<Location> {
  const at: Location = { flags: { ...serverFlags, ...globalFlags }, words: [] }
  for (const word of before) {
    if (at.pending) delete at.pending
    else if (word.startsWith('-')) notePending(at, word)
    else if (at.command) at.words.push(word)
    else await enter(at, word)
  }
  return at
}

function notePending(at: Location, word: string): void {
  const flag = word.startsWith('--')
    ? at.flags[word.slice(2)]
    : Object.values(at.flags).find(({ short }) => short !== undefined && word.endsWith(short))
  if (flag && flag.kind !== 'switch' && !word.includes('=')) at.pending = flag
}

async function enter(at: Location, word: string): Promise<void> {
  const name = at.family ? `${at.family} ${word}` : word
  const listed = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!listed) {
    at.family = name
    return
  }
  const command = (await listed.load()).default
  at.command = { name, command }
  at.flags = command.flags
}

async function candidates(at: Location, current: string, lookup: Lookup): Promise<Candidate[]> {
  if (at.pending) {
    const oneOf = 'oneOf' in at.pending ? (at.pending.oneOf ?? []) : []
    return oneOf.map((word) => ({ word, about: '' }))
  }
  if (current.startsWith('-')) return flagCandidates(at.flags)
  if (!at.command) return commandCandidates(at.family)
  const kinds = at.command.command.completes ?? []
  const kind =
    kinds[at.words.length] ?? (at.command.command.words[1] === undefined ? kinds.at(-1) : undefined)
  if (kind === undefined) return []
  return kind === 'command' ? commandCandidates(undefined) : [...(await lookup(kind, at.words))]
}

function flagCandidates(flags: Flags): Candidate[] {
  return Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .map(([name, flag]) => ({ word: `--${name}`, about: flagHelp(flag) }))
}

function commandCandidates(family: string | undefined): Candidate[] {
  const found = new Map<string, string>()
  for (const [name, { summary }] of Object.entries(commands)) {
    const [first = '', second] = name.split(' ')
    if (family === undefined) found.set(first, second === undefined ? summary : `${first} …`)
    else if (first === family && second !== undefined) found.set(second, summary)
  }
  return [...found].map(([word, about]) => ({ word, about }))
}
