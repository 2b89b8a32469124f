import { accessEndpoints } from './endpoints/access.ts'
import { balancerEndpoints } from './endpoints/balancer.ts'
import { deploysEndpoints } from './endpoints/deploys.ts'
import { domainsEndpoints } from './endpoints/domains.ts'
import { environmentsEndpoints } from './endpoints/environments.ts'
import { installationEndpoints } from './endpoints/installation.ts'
import { projectsEndpoints } from './endpoints/projects.ts'
import { versionsEndpoints } from './endpoints/versions.ts'

export type { Endpoint } from './endpoints/endpoint.ts'

/** All of /api/v1, in one table, subject by subject. */
export const endpoints = {
  ...accessEndpoints,
  ...installationEndpoints,
  ...projectsEndpoints,
  ...versionsEndpoints,
  ...environmentsEndpoints,
  ...balancerEndpoints,
  ...domainsEndpoints,
  ...deploysEndpoints,
}

export type EndpointName = keyof typeof endpoints
