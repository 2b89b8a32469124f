import type { Server } from '@keelson/balancer'
import type { Outline } from '../storage/tables.ts'
import { canaryWeights } from './canary-weights.ts'
import type { Observed } from './observed.ts'
import type { TrafficPicture } from './traffic.ts'

type Target = {
  service: string
  port: number
  /** The port of the machine that leads here, where it is one. */
  published: number | undefined
  /** A version whose replicas are there as well; with `percent`, they get that share. */
  next: { version: number; outline: Outline; percent?: number } | undefined
}

export const versionLabel = 'io.keelson.version'

/**
 * The replicas that can serve: running, and healthy where somebody asks for their health. One that is not to get
 * requests yet is left out; one that is about to go finishes what it has. Each is reached on its own version's port.
 */
export function serversOf(containers: Observed[], target: Target, traffic: TrafficPicture): Server[] {
  const { service, port, published, next } = target
  const nextPort = next && portIn(next.outline, service, published)
  const serving = containers.flatMap((container) => {
    const serves =
      container.state === 'running' && (container.health === 'none' || container.health === 'healthy')
    const address = addressOf(container)
    if (container.service !== service || container.oneOff || !serves || !address) return []
    if (traffic.isHeld(container.id)) return []
    const isNext = next !== undefined && container.labels[versionLabel] === String(next.version)
    const server: Server = { id: container.id, address, port: (isNext && nextPort) || port }
    if (traffic.leavingUntil(container.id)) server.disabled = true
    return [{ server, isNext }]
  })
  if (next?.percent === undefined) return serving.map(({ server }) => server)
  const count = (of: boolean) =>
    serving.filter(({ isNext, server }) => isNext === of && !server.disabled).length
  const weights = canaryWeights(next.percent, count(true), count(false))
  return serving.map(({ server, isNext }) => ({
    ...server,
    weight: isNext ? weights.canary : weights.others,
  }))
}

/** Where a version's container takes what comes for a route, or for a port of the machine. */
const portIn = (outline: Outline, service: string, published: number | undefined): number | undefined =>
  published === undefined
    ? outline.routes.find((route) => route.service === service)?.port
    : outline.ports.find((port) => port.service === service && port.host === published)?.container

const addressOf = ({ addresses }: Observed): string | undefined =>
  'host' in addresses ? '127.0.0.1' : Object.values(addresses).find((address) => address !== '')
