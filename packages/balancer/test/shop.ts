import { after, before } from 'node:test'
import { connect as connectDocker, type Docker } from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import type { Backend, BalancerConfig } from '../src/config.ts'
import { backend, Ends, replica, runBalancer } from './running.ts'

/** Where the shop is found. */
export const host = 'shop.test'

export type Place = { docker: Docker; ends: Ends }

/** For the tests of a `describe`: an engine that has the image, and what they make is ended after the last one. */
export function place(): Place {
  const docker = connectDocker()
  const ends = new Ends()
  before(() => ensureBaseImages(docker, { only: ['haproxy'] }))
  after(async () => {
    await ends.all()
    docker.close()
  })
  return { docker, ends }
}

/**
 * A balancer with one application, and its replicas behind it.
 *
 * @param names of the replicas
 * @param more of the application's backend
 * @param parts of the balancer's configuration
 */
export async function openShop(
  { docker, ends }: Place,
  names: string[] = ['a'],
  more: Partial<Backend> = {},
  parts: Partial<BalancerConfig> = {},
) {
  const replicas = await Promise.all(names.map((name) => replica(name, ends)))
  const servers = replicas.map(({ server }) => server)
  const running = await runBalancer(docker, ends, {
    routes: [{ host, backend: 'shop' }],
    backends: [backend('shop', servers, more)],
    ...parts,
  })
  return {
    ...running,
    replicas,
    servers,
    /** The same, with these replicas of the shop. */
    serving: (...these: Backend['servers']): BalancerConfig => ({
      ...running.config,
      backends: [backend('shop', these, more)],
    }),
    /** The same with one more backend, which takes a reload. */
    grown: (name = 'more'): BalancerConfig => ({
      ...running.config,
      backends: [...running.config.backends, backend(name, [])],
    }),
  }
}
