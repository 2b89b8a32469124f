import { accessEndpoints } from './endpoints/access.ts'
import { balancerEndpoints } from './endpoints/balancer.ts'
import { cleanupEndpoints } from './endpoints/cleanup.ts'
import { deploysEndpoints } from './endpoints/deploys.ts'
import { domainsEndpoints } from './endpoints/domains.ts'
import { environmentsEndpoints } from './endpoints/environments.ts'
import { installationEndpoints } from './endpoints/installation.ts'
import { projectsEndpoints } from './endpoints/projects.ts'
import { registriesEndpoints } from './endpoints/registries.ts'
import { versionsEndpoints } from './endpoints/versions.ts'
import { volumesEndpoints } from './endpoints/volumes.ts'

export type { Endpoint } from './endpoints/endpoint.ts'

/** All of /api/v1, in one table, subject by subject. */
export const endpoints = {
  ...accessEndpoints,
  ...installationEndpoints,
  ...registriesEndpoints,
  ...cleanupEndpoints,
  ...projectsEndpoints,
  ...versionsEndpoints,
  ...environmentsEndpoints,
  ...volumesEndpoints,
  ...balancerEndpoints,
  ...domainsEndpoints,
  ...deploysEndpoints,
}

export type EndpointName = keyof typeof endpoints
