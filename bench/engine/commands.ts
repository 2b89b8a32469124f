import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@keelson/engine'
import type { Ground } from './ground.ts'

const MINUTES = 60_000
export type Argv = [string, ...string[]]

/** Ours as a user starts it. */
export const keelson: Argv = [fileURLToPath(new URL('../../packages/cli/bin/keelson', import.meta.url))]

/** Runs `up`, `down` or what `words` say on a file; milliseconds. */
export async function command(argv: Argv, file: string, ...words: string[]): Promise<number> {
  const since = performance.now()
  const { code, stderr } = await run([...argv, '-f', file, ...words], {
    timeout: 10 * MINUTES,
    environment: process.env,
  })
  // A network that the engine does not let go of is not the doing of who asked for its removal.
  if (code !== 0 && !/has active endpoints/.test(stderr))
    throw new Error(`${argv.join(' ')} ${words.join(' ')} ended with ${code}: ${stderr}`)
  return performance.now() - since
}

/**
 * docker compose, where there is one: the program that is named, started by itself, and as people type it, which starts
 * `docker` first. Where none is named there is only what is typed.
 */
export async function findPeers(folder: string): Promise<{ peer?: Argv; typed?: Argv }> {
  const works = async (argv: Argv) =>
    (await run([...argv, 'version'], { environment: process.env }).catch(() => undefined))?.code === 0
  const named = process.env.KEELSON_BENCH_DOCKER_COMPOSE
  if (!named) {
    const peer: Argv = ['docker', 'compose']
    return (await works(peer)) ? { peer } : {}
  }
  const config = join(folder, 'docker')
  mkdirSync(join(config, 'cli-plugins'), { recursive: true })
  symlinkSync(named, join(config, 'cli-plugins', 'docker-compose'))
  const typed: Argv = ['docker', '--config', config, 'compose']
  return { peer: [named], ...((await works(typed)) && { typed }) }
}

/** A Compose file of so many services; gives where it lies. */
export function writeProject(
  { id, folder }: Ground & { folder: string },
  name: string,
  service: (index: number) => string,
  size: number,
): string {
  const file = join(folder, `${name}.yaml`)
  const services = Array.from({ length: size }, (_, index) => `  s${index}: ${service(index)}`).join('\n')
  writeFileSync(file, `name: ${id}-${name}\nservices:\n${services}\n`)
  return file
}
