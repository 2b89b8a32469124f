import { type Phrase, phrasebook } from '@keelson/engine'
import { canaryEnds } from '@keelson/protocol'
import type { CanaryWish } from '../storage/tables.ts'

const end = phrasebook(canaryEnds)

export type Answers = { requests: number; failed: number }

/** Why a canary has to end; undefined while it does not fail more than the others by more than it may. Pure. */
export function whyEnd(
  canary: CanaryWish & { version: number },
  version: number | null,
  its: Answers,
  others: Answers,
): Phrase | undefined {
  if (its.requests < canary.minimumRequests || canary.errorPercent >= 100) return undefined
  const [share, usual] = [percent(its), percent(others)]
  if (share <= usual + canary.errorPercent) return undefined
  return end('canary.failed', {
    ...{ failed: its.failed, requests: its.requests, version: canary.version, share: rounded(share) },
    ...{ other: version ?? '?', usual: rounded(usual), points: canary.errorPercent },
  })
}

const percent = ({ requests, failed }: Answers) => (requests === 0 ? 0 : (failed / requests) * 100)
const rounded = (share: number) => Math.round(share * 10) / 10
