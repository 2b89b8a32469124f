import type { Service } from '@keelson/compose'
import type { EndpointSettings } from '../docker/types.ts'
import { linkNames } from '../labels.ts'
import type { Limits } from './health.ts'
import type { Blueprint, Surroundings } from './request.ts'

/** Network keys of a service, highest priority first, then by name. */
export function networkKeys(service: Service): string[] {
  const networks = service.networks ?? {}
  const priority = (key: string) => networks[key]?.priority ?? 0
  return Object.keys(networks).sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1))
}

/** The network that a container is created in; the others are joined afterwards. */
export const primaryNetwork = (service: Service): string | undefined =>
  service.network_mode ? undefined : networkKeys(service)[0]

/** What the engine calls the network mode. */
export function networkMode({ project }: Blueprint, service: Service): string {
  if (service.network_mode) return service.network_mode
  const primary = primaryNetwork(service)
  return primary === undefined ? 'none' : (project.networks?.[primary]?.name ?? primary)
}

/** Says what an engine as old as this one leaves out of a service's networks. */
export function warnOfNetworks(service: Service, { atLeast, warn }: Limits): void {
  const needs = (what: string, key: string, engine: number) =>
    warn(`${what} of network ${key} needs Docker ${engine} and is left out on this engine.`)
  const primary = primaryNetwork(service)
  for (const [key, settings] of Object.entries(service.networks ?? {})) {
    if (settings?.mac_address && key !== primary && !atLeast('1.44')) needs('mac_address', key, 25)
    if (settings?.gw_priority && !atLeast('1.48')) needs('gw_priority', key, 28)
    if (settings?.interface_name && !atLeast('1.49')) needs('interface_name', key, 28)
  }
}

/** How a container sits in each of its networks, the primary one first. */
export function endpoints(
  blueprint: Blueprint,
  service: Service,
  around: Surroundings,
): { key: string; network: string; endpoint: EndpointSettings }[] {
  if (service.network_mode) return []
  const links = linksOf(blueprint, service, around)
  return networkKeys(service).map((key) => ({
    key,
    network: blueprint.project.networks?.[key]?.name ?? key,
    endpoint: endpointOf(blueprint, service, key, links, around),
  }))
}

function endpointOf(
  blueprint: Blueprint,
  service: Service,
  key: string,
  links: string[],
  around: Surroundings,
): EndpointSettings {
  const settings = service.networks?.[key]
  const shared =
    blueprint.oneOff && !blueprint.oneOff.aliases ? [] : [blueprint.service, ...(settings?.aliases ?? [])]
  const endpoint: EndpointSettings = { Aliases: [blueprint.name, ...shared] }
  if (links.length > 0) endpoint.Links = links
  if (!settings) return endpoint
  const { ipv4_address, ipv6_address, link_local_ips } = settings
  if (ipv4_address || ipv6_address || link_local_ips) {
    endpoint.IPAMConfig = {
      ...(ipv4_address ? { IPv4Address: ipv4_address } : {}),
      ...(ipv6_address ? { IPv6Address: ipv6_address } : {}),
      ...(link_local_ips ? { LinkLocalIPs: link_local_ips } : {}),
    }
  }
  if (settings.mac_address && key !== undefined) endpoint.MacAddress = settings.mac_address
  if (settings.driver_opts) endpoint.DriverOpts = settings.driver_opts
  if (settings.interface_name && Number(around.apiVersion.split('.')[1]) >= 49) {
    endpoint.DriverOpts = {
      ...endpoint.DriverOpts,
      'com.docker.network.endpoint.ifname': settings.interface_name,
    }
  }
  if (settings.gw_priority) endpoint.GwPriority = settings.gw_priority
  return endpoint
}

/** `links` give three names for each container of the other service; `external_links` stay as they are. */
function linksOf(blueprint: Blueprint, service: Service, around: Surroundings): string[] {
  const links: string[] = []
  for (const link of service.links ?? []) {
    const [other = '', alias = other] = link.split(':')
    for (const { name, number } of around.containersOf(other)) {
      for (const known of [alias, ...linkNames(blueprint.project, other, number)])
        links.push(`${name}:${known}`)
    }
  }
  for (const link of service.external_links ?? []) {
    const [container = '', alias = container] = link.split(':')
    links.push(`${container}:${alias}`)
  }
  return links
}
