/** What the archive's index says about one package. */
export type Package = {
  name: string
  version: string
  architecture: string
  /** One list of alternatives per dependency. */
  depends: string[][]
  sha256: string
}

/** Reads the paragraphs that `apt-cache show` prints. */
export function parseControl(text: string): Package[] {
  return text
    .split(/\n\n+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? ''
      return {
        name: field('Package'),
        version: field('Version'),
        architecture: field('Architecture'),
        depends: [...parseDepends(field('Pre-Depends')), ...parseDepends(field('Depends'))],
        sha256: field('SHA256'),
      }
    })
}

/** `a (>= 1) | b, c:any` → [[a, b], [c]] */
export function parseDepends(field: string): string[][] {
  return field
    .split(',')
    .map((item) => item.split('|').map((name) => name.trim().replace(/[\s(:].*$/, '')))
    .filter((names) => names[0] !== '')
}

/**
 * The packages that `wanted` need, and themselves, without the ones in `dropped` and
 * what only those need. Of alternatives the first that is known is taken.
 *
 * @returns names, sorted; those of `wanted` that are unknown are in `missing`
 */
export function closure(
  known: ReadonlyMap<string, Package>,
  wanted: string[],
  dropped: ReadonlySet<string>,
): { packages: Package[]; missing: string[] } {
  const found = new Map<string, Package>()
  const visit = (name: string) => {
    const item = known.get(name)
    if (!item || found.has(name) || dropped.has(name)) return
    found.set(name, item)
    for (const alternatives of item.depends) {
      const choice = alternatives.find((alternative) => known.has(alternative) || dropped.has(alternative))
      if (choice) visit(choice)
    }
  }
  for (const name of wanted) visit(name)
  return {
    packages: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: wanted.filter((name) => !known.has(name)),
  }
}
