import { setTimeout as pause } from 'node:timers/promises'
import type { Surroundings, WordKind } from '../command.ts'
import { type Candidate, complete } from '../help/complete.ts'
import { localServices } from '../local/services.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

/** Longer than this nobody waits for a completion. */
const patienceMs = 1500

/** `keelson __complete WORDS…`, called by the shells' scripts: a candidate a line, a tab, what it is. */
export async function printCompletions(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const found = await complete(words, (kind, before) =>
    Promise.race([lookup(kind, before, surroundings).catch(() => []), pause(patienceMs, [])]),
  )
  for (const { word, about } of found) surroundings.terminal.print(about ? `${word}\t${about}` : word)
  return 0
}

async function lookup(
  kind: WordKind,
  before: readonly string[],
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  const { env } = surroundings
  switch (kind) {
    case 'service':
      return localServices(surroundings).map((word) => ({ word, about: 'service' }))
    case 'project':
      return (await connect(env, undefined).call('projects')).map(({ name, state }) => ({
        word: name,
        about: state,
      }))
    case 'version':
      return (
        await connect(env, undefined).call('versions', { params: { project: projectName(before[0]) } })
      ).map(({ number, state, ref }) => ({ word: `v${number}`, about: `${state}, ${ref}` }))
    case 'catalog-app':
      return (await connect(env, undefined).call('catalog')).map(({ name, title }) => ({
        word: name,
        about: title.en ?? name,
      }))
    case 'command':
    case 'file':
    case 'none':
      return []
  }
}
