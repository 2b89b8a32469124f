import type { Topology } from '@keelson/protocol'
import { topologyOf } from '@keelson/topology'
import type { StoredImage } from '../storage/tables.ts'
import type { Model } from './model.ts'

/** A version as a picture shows it. Images have the names that people gave them, not the ids that they run by. */
export function versionTopology(
  { project }: Model,
  version: { name: string; checkout: string; images: Pick<StoredImage, 'service' | 'image'>[] },
): Topology {
  const topology = topologyOf(project, { folder: version.checkout })
  const images = new Map(version.images.map(({ service, image }) => [service, image]))
  return {
    ...topology,
    name: version.name,
    services: topology.services.map((service) => ({
      ...service,
      image: images.get(service.name) ?? service.image,
    })),
  }
}
