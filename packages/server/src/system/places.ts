import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where things lie in the data folder, and what ships with Keelson. */
export type Places = ReturnType<typeof placesIn>

export function placesIn(home: string, root: string) {
  return {
    home,
    root,
    catalog: join(root, 'catalog'),
    webPage: join(root, 'packages/web/dist'),
    deployFolder: join(root, 'deploy'),
    repositories: join(home, 'repositories'),
    checkouts: join(home, 'checkouts'),
    temporary: join(home, 'temporary'),
    mirror: (project: string) => join(home, 'repositories', `${project}.git`),
    project: (project: string) => join(home, 'checkouts', project),
    checkout: (project: string, version: number) => join(home, 'checkouts', project, `v${version}`),
  }
}

/** Makes the folders of the data folder that every start needs; only the owner may look in. */
export function makePlaces(places: Places): void {
  mkdirSync(places.home, { recursive: true, mode: 0o700 })
  for (const folder of [places.repositories, places.checkouts])
    mkdirSync(folder, { recursive: true, mode: 0o711 })
}

/**
 * Makes the data folder the place of temporary files, for this process and those it starts. What one that was killed
 * left there goes: keys for a git server are among it. Only for who holds the folder.
 */
export function takeTemporary(places: Places): void {
  rmSync(places.temporary, { recursive: true, force: true })
  mkdirSync(places.temporary, { mode: 0o700 })
  process.env.TMPDIR = places.temporary
}
