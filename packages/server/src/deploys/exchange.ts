import type { Observed } from '@keelson/engine'
import type { EnvironmentRow } from '../environments/store.ts'

type Place = Pick<EnvironmentRow, 'name' | 'version' | 'canary'>
type Running = Pick<Observed, 'containers'>

/** What is known when a version that is on in a preview is to go live. */
export type Facts = {
  production: Place
  preview: Place
  /** What runs in each. */
  live: Running
  coming: Running
  /** What production would change about what runs in the preview, in words. */
  changes: string[]
  /** What is not well about what runs in the preview. */
  unwell: string | undefined
  /** Other operations of the project that are under way or waiting, by environment; null concerns all. */
  busy: (string | null)[]
  /** The place where the version that goes would be found is taken. */
  homeTaken: boolean
}

/**
 * Why production cannot simply take over what runs in a preview, the preview keeping what production ran; undefined
 * when it can. What keeps data in an environment cannot: the data belongs to the environment, not to the version.
 */
export function whyNotExchange(facts: Facts): string | undefined {
  const { production, preview, live, coming, changes, unwell, busy, homeTaken } = facts
  if (production.version === null) return 'nothing is on in production'
  if (production.canary || preview.canary) return 'a canary is under way'
  if (busy.some((name) => name === null || name === preview.name)) return `${preview.name} is busy`
  if (homeTaken) return `there is a preview called ${formerHome(production, preview)} already`
  const data = writing(coming) ?? writing(live)
  if (data) return data
  if (unwell) return unwell
  return changes[0] && `production would ${changes[0]}`
}

/** What the environment is called that keeps what production ran: a preview that is named after its version stays so. */
export const formerHome = (production: Pick<Place, 'version'>, preview: Pick<Place, 'name' | 'version'>) =>
  preview.name === `v${preview.version}` ? `v${production.version}` : preview.name

function writing({ containers }: Running): string | undefined {
  for (const { service, mounts } of containers) {
    const mount = mounts.find(({ type, readOnly }) => !readOnly && (type === 'volume' || type === 'bind'))
    if (mount) return `${service} keeps data in ${mount.target}`
  }
  return undefined
}
