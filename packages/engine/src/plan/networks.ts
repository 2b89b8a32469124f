import { type Network, networkHash } from '@keelson/compose'
import type { NetworkRequest } from '../docker/types.ts'
import { LABEL, VERSION } from '../labels.ts'
import { present } from '../request/resources.ts'
import { type Phrase, reason } from './phrase.ts'
import { isUp, type Planning, refOf } from './planning.ts'

/** Networks that are missing are created, changed ones made again with their containers reattached. */
export function planNetworks(planning: Planning): Map<string, string> {
  const missing: { key: string; network: Network; because: Phrase }[] = []
  const removals: string[] = []
  for (const key of planning.networkKeys()) {
    const network = planning.project.networks?.[key]
    if (!network) continue
    const there = planning.observed.networks.find(({ name }) => name === network.name)
    if (network.external) {
      const byId = planning.observed.networks.some(({ id }) => id === network.name)
      if (!there && !byId) {
        planning.problems.push(
          `The network "${network.name}" is declared external and does not exist. Create it: docker network create ${network.name}`,
        )
      }
      continue
    }
    if (!there) {
      missing.push({ key, network, because: reason('because.absent') })
      continue
    }
    const { labels } = there
    if (labels[LABEL.network] !== key) {
      planning.problems.push(
        `The network "${network.name}" exists and was not made as the network "${key}" of a project. Declare it external: true to use it, or choose another name.`,
      )
    } else if (labels[LABEL.project] !== planning.project.name) {
      planning.warn(`The network ${network.name} exists and is not of this project; it is used as it is.`)
    } else if (labels[LABEL.hash] && labels[LABEL.hash] !== networkHash(network)) {
      removals.push(removeNetwork(planning, key, network, there.id))
      missing.push({ key, network, because: reason('because.settings') })
      planning.remadeNetworks.set(network.name, createId(key))
    }
  }
  // A subnet may go from one network to another: none is made before those that change are gone.
  return new Map(
    missing.map(({ key, network, because }) => [
      key,
      planning.add(createId(key), because, removals, {
        kind: 'create-network',
        request: networkRequest(planning, key, network),
      }),
    ]),
  )
}

const createId = (key: string) => `network/${key}/create`

/** Its containers are stopped and taken off it; they are put on the new one under the same ids. */
function removeNetwork(planning: Planning, key: string, network: Network, id: string): string {
  const attached = planning.observed.containers.filter((container) =>
    container.networks.some(({ name }) => name === network.name),
  )
  const off = attached.map((container) => {
    let stop = planning.stopped.get(container.id)
    if (!stop && isUp(container)) {
      stop = planning.add(
        `container/${container.name}/stop`,
        reason('because.network', { network: network.name }),
        [],
        {
          kind: 'stop-container',
          container: refOf(container),
          timeout: planning.options.stopTimeout,
        },
      )
      planning.stopped.set(container.id, stop)
    }
    return planning.add(
      `network/${key}/disconnect/${container.name}`,
      reason('because.settings'),
      stop ? [stop] : [],
      { kind: 'disconnect-network', network: id, name: network.name, container: refOf(container) },
    )
  })
  return planning.add(`network/${key}/remove`, reason('because.settings'), off, {
    kind: 'remove-network',
    network: id,
    name: network.name,
  })
}

function networkRequest(planning: Planning, key: string, network: Network): NetworkRequest {
  const { ipam } = network
  return {
    Name: network.name,
    ...present({
      Driver: network.driver,
      Options: network.driver_opts,
      Internal: network.internal,
      Attachable: network.attachable,
      EnableIPv4: network.enable_ipv4,
      EnableIPv6: network.enable_ipv6,
      IPAM:
        ipam?.driver || ipam?.config || ipam?.options
          ? present({
              Driver: ipam.driver,
              Options: ipam.options,
              Config: ipam.config?.map((pool) =>
                present({
                  Subnet: pool.subnet,
                  Gateway: pool.gateway,
                  IPRange: pool.ip_range,
                  AuxiliaryAddresses: pool.aux_addresses,
                }),
              ),
            })
          : undefined,
    }),
    Labels: {
      ...network.labels,
      ...planning.options.extraLabels,
      [LABEL.network]: key,
      [LABEL.project]: planning.project.name,
      [LABEL.version]: VERSION,
      [LABEL.hash]: networkHash(network),
    },
  }
}
