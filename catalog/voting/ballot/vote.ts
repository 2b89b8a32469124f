import type { Option } from './options.ts'

/** Where votes wait: a stream, and the group of workers that reads it. */
export const STREAM = 'votes'
export const GROUP = 'workers'

/** Where workers tell that results have changed. */
export const CHANNEL = 'votes'

/** What one voter wants. A greater `sequence` was cast later. */
export type Vote = { voter: string; choice: string; sequence: bigint }

/** What a worker finds in the stream: an entry's id, and its fields one after the other. */
export type Entry = [id: string, fields: string[] | null]

/** A vote that no worker can count, however often it is delivered. */
export type DeadLetter = { entry: string; reason: string; content: string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Tells the votes of a delivery from what is none. */
export function sort(entries: Entry[], options: Option[]): { votes: Vote[]; dead: DeadLetter[] } {
  const votes: Vote[] = []
  const dead: DeadLetter[] = []
  for (const [entry, fields] of entries) {
    const { voter, choice } = pairs(fields ?? [])
    const reason = whyNot(voter, choice, options)
    if (voter !== undefined && choice !== undefined && reason === undefined)
      votes.push({ voter, choice, sequence: sequenceOf(entry) })
    else dead.push({ entry, reason: reason ?? 'empty', content: JSON.stringify(fields) })
  }
  return { votes: lastOfEach(votes), dead }
}

/**
 * The stream numbers its entries in the order in which they were accepted, as `milliseconds-counter`, and never goes
 * back. Both fit one 64-bit number; 20 bits hold a million votes in one millisecond.
 */
export function sequenceOf(entry: string): bigint {
  const [milliseconds = '0', counter = '0'] = entry.split('-')
  return (BigInt(milliseconds) << 20n) | BigInt(counter)
}

/** One vote per voter, by voter: workers that lock the same rows in the same order cannot block each other. */
function lastOfEach(votes: Vote[]): Vote[] {
  const last = new Map<string, Vote>()
  for (const vote of votes) {
    const known = last.get(vote.voter)
    if (!known || known.sequence < vote.sequence) last.set(vote.voter, vote)
  }
  return [...last.values()].sort((a, b) => (a.voter < b.voter ? -1 : 1))
}

function whyNot(
  voter: string | undefined,
  choice: string | undefined,
  options: Option[],
): string | undefined {
  if (voter === undefined || !UUID.test(voter)) return 'the voter is not an id'
  if (!options.some((option) => option.id === choice)) return 'there is no such option'
  return undefined
}

function pairs(fields: string[]): Record<string, string | undefined> {
  return Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1]]] : [])))
}
