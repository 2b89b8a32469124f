import { type Observed, type Phrase, phrasebook } from '@keelson/engine'
import { takeovers } from '@keelson/protocol'
import type { EnvironmentRow } from '../environments/store.ts'

export const takeover = phrasebook(takeovers)

type Place = Pick<EnvironmentRow, 'name' | 'version' | 'canary'>
type Running = Pick<Observed, 'containers'>

/** What is known when a version that is on in a preview is to go live. */
export type Facts = {
  production: Place
  preview: Place
  /** What runs in each. */
  live: Running
  coming: Running
  /** What production would change about what runs in the preview. */
  changes: Phrase[]
  /** What is not well about what runs in the preview. */
  unwell: Phrase | undefined
  /** Other operations of the project that are under way or waiting, by environment; null concerns all. */
  busy: (string | null)[]
  /** The place where the version that goes would be found is taken. */
  homeTaken: boolean
}

/**
 * Why production cannot simply take over what runs in a preview, the preview keeping what production ran; undefined
 * when it can. What keeps data in an environment cannot: the data belongs to the environment, not to the version.
 */
export function whyNotExchange(facts: Facts): Phrase | undefined {
  const { production, preview, live, coming, changes, unwell, busy, homeTaken } = facts
  if (production.version === null) return takeover('takeover.off')
  if (production.canary || preview.canary) return takeover('takeover.canary')
  if (busy.some((name) => name === null || name === preview.name))
    return takeover('takeover.busy', { place: preview.name })
  if (homeTaken) return takeover('takeover.home-taken', { place: formerHome(production, preview) })
  const data = writing(coming) ?? writing(live)
  if (data) return data
  if (unwell) return unwell
  return changes[0] && takeover('takeover.changes', { step: changes[0] })
}

/** What the environment is called that keeps what production ran: a preview that is named after its version stays so. */
export const formerHome = (production: Pick<Place, 'version'>, preview: Pick<Place, 'name' | 'version'>) =>
  preview.name === `v${preview.version}` ? `v${production.version}` : preview.name

function writing({ containers }: Running): Phrase | undefined {
  for (const { service, mounts } of containers) {
    const mount = mounts.find(({ type, readOnly }) => !readOnly && (type === 'volume' || type === 'bind'))
    if (mount) return takeover('takeover.data', { service, path: mount.target })
  }
  return undefined
}
