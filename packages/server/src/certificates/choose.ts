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

/** The one that a visitor of the host is answered with; undefined when none fits. */
export function certificateFor<C extends Candidate>(host: string, candidates: C[], now: Date): C | undefined {
  const fitting = candidates.filter(({ names }) => names.some((name) => fits(name, host)))
  return ranked(fitting, host, now)[0]
}

/**
 * What the balancer shall have, so that it answers every host as `certificateFor` says: each name leads to one
 * certificate. HAProxy takes an exact name before a wildcard; where the wildcard's certificate is the better one, it is
 * given the exact name too.
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
          name,
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

/** Best first: one that holds now, what somebody uploaded, the exact name, what holds longest. */
const ranked = <C extends Candidate>(candidates: C[], host: string, now: Date): C[] =>
  candidates.toSorted(
    (a, b) =>
      Number(b.expiresAt > now) - Number(a.expiresAt > now) ||
      Number(b.kind === 'uploaded') - Number(a.kind === 'uploaded') ||
      Number(b.names.includes(host)) - Number(a.names.includes(host)) ||
      b.expiresAt.getTime() - a.expiresAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
