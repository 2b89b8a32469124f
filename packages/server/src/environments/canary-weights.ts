/** The balancer takes weights up to this. */
const heaviest = 256

/**
 * Weights by which `canaries` replicas together get `percent` of the requests and `others` the rest, nearly.
 * Where one side has no replica, the other one gets everything.
 */
export function canaryWeights(
  percent: number,
  canaries: number,
  others: number,
): { canary: number; others: number } {
  if (canaries === 0 || others === 0) return { canary: 100, others: 100 }
  const shares = { canary: percent / canaries, others: (100 - percent) / others }
  const scale = heaviest / Math.max(shares.canary, shares.others)
  const weight = (share: number) => (share === 0 ? 0 : Math.max(1, Math.round(share * scale)))
  return { canary: weight(shares.canary), others: weight(shares.others) }
}
