import type { ProjectState, Version } from '@keelson/protocol'
import type { DeployRow } from '../deploys/store.ts'
import type { EnvironmentState } from '../environments/status.ts'
import type { VersionRow } from '../versions/store.ts'

/** A project is what its production is; with production off, what its previews are. */
export function projectState(
  environments: { name: string; state: EnvironmentState }[],
  hasVersions: boolean,
  busy: boolean,
  lastOutcome: DeployRow['state'] | null,
): ProjectState {
  if (busy) return 'deploying'
  const production = environments.find(({ name }) => name === 'production')?.state
  if (production === 'on' || production === 'degraded') return production
  const previews = environments.map(({ state }) => state)
  if (previews.includes('degraded')) return 'degraded'
  if (previews.includes('on')) return 'on'
  if (lastOutcome === 'failed') return 'failed'
  return hasVersions ? 'off' : 'empty'
}

/** What a version is, from its record and from where it is on. */
export function versionState(
  recorded: VersionRow['state'],
  onIn: EnvironmentState[],
  busy: boolean,
): Version['state'] {
  if (recorded === 'deleting' || recorded === 'failed') return recorded
  if (recorded === 'building') return 'building'
  if (busy) return 'deploying'
  if (onIn.includes('degraded')) return 'degraded'
  return onIn.length ? 'on' : 'off'
}
