import type { Arrangement, Judged } from './arrange.ts'
import type { Planning } from './planning.ts'
import type { UpdatePolicy } from './update-policy.ts'

/** All that is there stays; of a changed service, some new ones come beside it. */
export function arrangeBeside(
  planning: Planning,
  name: string,
  present: Judged[],
  policy: UpdatePolicy,
): Arrangement | undefined {
  const chosen = present.map(({ container }) => ({ container, why: undefined }))
  const fitting = present.filter(({ why }) => why === undefined).length
  if (fitting === present.length) return { chosen, surplus: [], missing: [] }
  if (policy.why !== undefined) {
    planning.problems.push(
      `The service "${name}" cannot run in two versions side by side: ${policy.why.text}. Turn the version on without a canary.`,
    )
    return undefined
  }
  const share = planning.options.rolling?.beside ?? 0
  const count = Math.max(1, Math.ceil((planning.wanted(name) * share) / 100)) - fitting
  const next = Math.max(...present.map(({ container }) => container.number)) + 1
  return {
    chosen,
    surplus: [],
    missing: Array.from({ length: Math.max(0, count) }, (_, index) => next + index),
  }
}
