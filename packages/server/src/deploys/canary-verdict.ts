import type { CanaryWish } from '../storage/tables.ts'

export type Answers = { requests: number; failed: number }

/** Why a canary has to end, in words; undefined while it does not fail more than the others by more than it may. Pure. */
export function whyEnd(
  canary: CanaryWish & { version: number },
  version: number | null,
  its: Answers,
  others: Answers,
): string | undefined {
  if (its.requests < canary.minimumRequests || canary.errorPercent >= 100) return undefined
  const [share, usual] = [percent(its), percent(others)]
  if (share <= usual + canary.errorPercent) return undefined
  return (
    `${its.failed} of ${its.requests} requests to v${canary.version} failed (${rounded(share)} %), ` +
    `of those to v${version} ${rounded(usual)} %: more than ${canary.errorPercent} points above.`
  )
}

const percent = ({ requests, failed }: Answers) => (requests === 0 ? 0 : (failed / requests) * 100)
const rounded = (share: number) => Math.round(share * 10) / 10
