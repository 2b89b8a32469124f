import type { Certificate } from '@keelson/balancer'

/** What choosing needs to know of a certificate. */
export type Candidate = {
  id: string
  kind: 'automatic' | 'uploaded'
  names: string[]
  startsAt: Date
  expiresAt: Date
}

/** Does the name of a certificate hold for the host? A wildcard stands for one label. */
export function fits(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === name.slice(1)
}

/** The one that a visitor of the host is answered with: as the balancer chooses, an exact name before a wildcard. */
export function certificateFor<C extends Candidate>(host: string, candidates: C[], now: Date): C | undefined {
  const exact = candidates.filter(({ names }) => names.includes(host))
  const wild = candidates.filter(({ names }) => names.some((name) => fits(name, host)))
  const [best] = [...ranked(exact, now), ...ranked(wild, now)]
  // One that has ended is better than none, but not than a wildcard that holds.
  return [...ranked(exact, now), ...ranked(wild, now)].find(({ expiresAt }) => expiresAt > now) ?? best
}

/**
 * What the balancer shall have, so that it answers every host as `certificateFor` says: each name leads to one
 * certificate. An exact name that has ended steps back where a wildcard still holds.
 */
export function certificatesFor<C extends Candidate>(
  candidates: C[],
  now: Date,
  pem: (candidate: C) => string,
): Certificate[] {
  const names = new Set(candidates.flatMap((candidate) => candidate.names))
  const given = new Map<C, string[]>()
  for (const name of names) {
    const best = name.startsWith('*.')
      ? ranked(
          candidates.filter((candidate) => candidate.names.includes(name)),
          now,
        )[0]
      : certificateFor(name, candidates, now)
    if (best) given.set(best, [...(given.get(best) ?? []), name])
  }
  return [...given].map(([candidate, held]) => ({
    id: candidate.id,
    names: held.sort(),
    pem: pem(candidate),
  }))
}

/** Best first: one that holds now, then what somebody uploaded, then what holds longest. */
const ranked = <C extends Candidate>(candidates: C[], now: Date): C[] =>
  candidates.toSorted(
    (a, b) =>
      Number(b.expiresAt > now) - Number(a.expiresAt > now) ||
      Number(b.kind === 'uploaded') - Number(a.kind === 'uploaded') ||
      b.expiresAt.getTime() - a.expiresAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
