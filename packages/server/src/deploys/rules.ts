/** An environment as far as the choice needs to know it. */
type Place = { name: string; version: number | null }

/**
 * Where a version is turned on when nobody says where: where it is or was last on, if that place is free; else
 * production, if that is off; else a preview of its own.
 */
export function chooseEnvironment(
  version: { number: number; lastEnvironment: string | null },
  places: Place[],
): string {
  const running = (name: string) => places.find((place) => place.name === name)?.version ?? null
  const { number, lastEnvironment: last } = version
  if (last !== null && (running(last) === null || running(last) === number)) return last
  if (running('production') === null) return 'production'
  return `v${number}`
}

/** Only production has what outlives deletion of its versions: its volumes. */
export const isPreview = (environment: string) => environment !== 'production'

/**
 * The previews that go with a version: where it is on, or was last on with nothing else on since.
 */
export const previewsOf = <P extends { name: string; version: number | null; last_version: number | null }>(
  number: number,
  places: P[],
): P[] =>
  places.filter(
    ({ name, version, last_version: last }) =>
      isPreview(name) && (version === number || (version === null && last === number)),
  )

/** What stands against changing an environment that has a canary. */
export const canaryFirst = ({ name, canary }: { name: string; canary: { version: number } | null }) =>
  `v${canary?.version} is a canary in "${name}". Promote or end it first.`
