import type { Environment, Version } from '@keelson/protocol'

/** A sentence of the translations with what is put into it. */
export type Sentence = { key: string; values: Record<string, string | number> }
/** What an action will do, and what it leaves alone. */
export type Effects = { effects: Sentence[]; kept: Sentence[] }

const say = (name: string, values: Record<string, string | number> = {}): Sentence => ({
  key: `project.effects.${name}`,
  values,
})
const names = (environment: Environment | undefined) =>
  (environment?.routes ?? []).map(({ url }) => short(url)).join(', ')
const short = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '')

/** Where “turn on” puts a version: production when nothing is on there, else a preview of its own. */
export function turnOnTarget(version: Version, environments: Environment[]): string {
  const production = environments.find(({ name }) => name === 'production')
  return !production || production.version === null ? 'production' : `v${version.number}`
}

export function turnOnEffects(version: Version, where: string, environments: Environment[]): Effects {
  const there = environments.find(({ name }) => name === where)
  const before = there?.version !== null && there?.version !== version.number ? there?.version : undefined
  const number = version.number
  const beside = where !== 'production' && !there
  return {
    effects: [
      version.cleaned
        ? say('startsAgain', { version: number, where })
        : beside
          ? say('startsBeside', { version: number })
          : say('starts', { version: number, where }),
      ...(beside ? [say('ownPlace', { where })] : []),
      ...(before ? [say('replaces', { before, version: number })] : []),
      ...(names(there) ? [say('serves', { names: names(there), version: number })] : []),
    ],
    kept: [
      ...(before ? [say('keepsVersion', { version: before })] : []),
      ...(there ? [say('keepsVolumes', { where })] : []),
    ],
  }
}

/** `percent`: its share of the requests. */
export function canaryEffects(version: Version, percent: number, environments: Environment[]): Effects {
  const production = environments.find(({ name }) => name === 'production')
  return {
    effects: [say('canary', { version: version.number, percent })],
    kept: production?.version ? [say('beside', { version: production.version })] : [],
  }
}

export function turnOffEffects(version: Version, environments: Environment[]): Effects {
  const places = environments.filter((environment) => environment.version === version.number)
  return {
    effects: places.flatMap((place) => [
      say('stops', { where: place.name, compose: place.composeProject }),
      ...(names(place) ? [say('silences', { names: names(place) })] : []),
    ]),
    kept: [
      ...places.map(({ name }) => say('keepsVolumes', { where: name })),
      say('keepsVersion', { version: version.number }),
    ],
  }
}

/** `others`: the other versions, whose images stay. */
export function deleteEffects(version: Version, others: Version[], environments: Environment[]): Effects {
  const places = environments.filter((environment) => environment.version === version.number)
  const used = new Set(others.flatMap(({ images }) => images.map(({ id }) => id)))
  const mine = version.images.filter(({ id, built }) => built && !used.has(id)).map(({ image }) => image)
  return {
    effects: [
      ...places.map((place) => say('stops', { where: place.name, compose: place.composeProject })),
      ...places
        .filter(({ name }) => name !== 'production')
        .map(({ name }) => say('dropsVolumes', { where: name })),
      ...(mine.length > 0 ? [say('dropsImages', { images: [...new Set(mine)].join(', ') })] : []),
      say('dropsVersion', { version: version.number }),
    ],
    kept: [say('keepsVolumes', { where: 'production' })],
  }
}
