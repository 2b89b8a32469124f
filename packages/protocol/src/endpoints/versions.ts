import { z } from 'zod'
import { PlannedDeploy, VersionComparison } from '../comparison.ts'
import { EnvironmentName, VersionNumber } from '../ids.ts'
import * as projects from '../projects.ts'
import { Topology } from '../topology.ts'
import type { Endpoint } from './endpoint.ts'
import { project, version } from './parameters.ts'

/** Versions, and what is known of them before they are on. */
export const versionsEndpoints = {
  versions: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions',
    needs: 'read',
    summary: 'Versions, newest first',
    params: project,
    answer: z.array(projects.Version),
  },
  version: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version',
    needs: 'read',
    summary: 'One version',
    params: version,
    answer: projects.Version,
  },
  turnOn: {
    method: 'POST',
    path: '/api/v1/projects/:project/versions/:version/on',
    needs: 'deploy',
    summary: 'Turn a version on',
    params: version,
    body: projects.TurnOn,
    answer: projects.Deploy,
    status: 202,
  },
  turnOff: {
    method: 'POST',
    path: '/api/v1/projects/:project/versions/:version/off',
    needs: 'deploy',
    summary: 'Turn a version off; volumes stay',
    params: version,
    body: projects.TurnOff,
    answer: projects.Deploy,
    status: 202,
  },
  deleteVersion: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/versions/:version',
    needs: 'deploy',
    summary:
      'Delete a version: containers, networks, checkout, images nothing else uses, a preview’s volumes; after a grace of so many seconds, if it is asked for',
    params: version,
    query: z.object({ grace: z.coerce.number().int().min(0).max(60).default(0) }),
    answer: projects.Deploy,
    status: 202,
  },
  topology: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/topology',
    needs: 'read',
    summary: 'What a version is made of: services, networks, volumes and who needs whom, by name',
    params: version,
    answer: Topology,
  },
  compare: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/compare/:other',
    needs: 'read',
    summary: 'What differs in the other version; of variables and secrets names only',
    params: version.extend({ other: VersionNumber }),
    answer: VersionComparison,
  },
  plan: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/plan',
    needs: 'read',
    summary: 'What turning a version on would do now, each step with its reason; nothing is done',
    params: version,
    query: z.object({ environment: EnvironmentName.optional() }),
    answer: PlannedDeploy,
  },
} as const satisfies Record<string, Endpoint>
