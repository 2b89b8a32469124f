import type { Autoscale, AutoscaleReason, Usage } from '@keelson/protocol'

const metrics = ['cpu', 'memory', 'requests'] as const
/** So close to its target a figure asks for nothing. */
const tolerance = 0.1

/** How many replicas the figures asked for at some moment. */
export type Wish = { at: number; replicas: number; because: AutoscaleReason }

export type Situation = {
  settings: Autoscale
  /** How many are wanted now. */
  replicas: number
  usage: Usage
  /** Milliseconds since 1970, as all times here. */
  now: number
  lastUp: number | undefined
  /** Since when figures have been looked at without a break. */
  since: number
  /** Of the last `downAfter` seconds at least; without the present one. */
  wishes: readonly Wish[]
}

export type Decision = { replicas: number; because: AutoscaleReason }

/**
 * What the figures ask for: of each, as many replicas as would bring it to its target (the rule of Kubernetes'
 * horizontal autoscaler), and of these the most; at most twice as many as now, and within the bounds. Undefined when no
 * figure is known. Pure.
 */
export function wishOf({
  settings,
  replicas,
  usage,
}: Pick<Situation, 'settings' | 'replicas' | 'usage'>): Decision | undefined {
  const asked = metrics.flatMap((metric): Decision[] => {
    const [value, target] = [usage[metric], settings[metric]]
    if (value === null || target === undefined) return []
    const ratio = value / target
    const wanted = Math.abs(ratio - 1) <= tolerance ? replicas : Math.ceil(replicas * ratio)
    return [{ replicas: wanted, because: { kind: 'target', metric, value, target } }]
  })
  const [first] = asked.toSorted((a, b) => b.replicas - a.replicas)
  if (!first) return undefined
  const wanted = Math.min(first.replicas, Math.max(2, replicas * 2))
  return { ...first, replicas: Math.min(settings.max, Math.max(settings.min, wanted)) }
}

/**
 * Other replicas than now, and why; undefined leaves it. Below the minimum and above the maximum it acts at once. More
 * come `upAfter` seconds after the last time at the earliest. Fewer come only when for `downAfter` seconds no more were
 * asked for, and then the most of what was asked for in that time. Pure.
 */
export function decide(situation: Situation): Decision | undefined {
  const { settings, replicas, now, lastUp, since, wishes } = situation
  if (replicas < settings.min) return { replicas: settings.min, because: { kind: 'bound', bound: 'min' } }
  if (replicas > settings.max) return { replicas: settings.max, because: { kind: 'bound', bound: 'max' } }
  const wish = wishOf(situation)
  if (!wish || wish.replicas === replicas) return undefined
  if (wish.replicas > replicas) {
    return lastUp !== undefined && now - lastUp < settings.upAfter * 1000 ? undefined : wish
  }
  const patience = settings.downAfter * 1000
  if (now - Math.max(since, lastUp ?? 0) < patience) return undefined
  const lately = wishes.filter(({ at }) => at >= now - patience)
  const most = lately.reduce<Decision>((best, one) => (one.replicas > best.replicas ? one : best), wish)
  return most.replicas < replicas ? { replicas: most.replicas, because: most.because } : undefined
}
