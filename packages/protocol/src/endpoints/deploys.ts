import { z } from 'zod'
import * as events from '../events.ts'
import { VersionNumber } from '../ids.ts'
import * as projects from '../projects.ts'
import type { Endpoint } from './endpoint.ts'
import { deploy, project } from './parameters.ts'

/** Operations. */
export const deploysEndpoints = {
  deploy: {
    method: 'POST',
    path: '/api/v1/projects/:project/deploys',
    needs: 'deploy',
    summary: 'Fetch, build and turn on',
    params: project,
    body: projects.NewDeploy,
    answer: projects.Deploy,
    status: 202,
  },
  deploys: {
    method: 'GET',
    path: '/api/v1/projects/:project/deploys',
    needs: 'read',
    summary: 'Operations, newest first',
    params: project,
    query: z.object({ version: VersionNumber.optional(), before: z.iso.datetime().optional() }),
    answer: z.array(projects.Deploy),
  },
  oneDeploy: {
    method: 'GET',
    path: '/api/v1/deploys/:deploy',
    needs: 'read',
    summary: 'One operation',
    params: deploy,
    answer: projects.Deploy,
  },
  deployEvents: {
    method: 'GET',
    path: '/api/v1/deploys/:deploy/events',
    needs: 'read',
    summary: 'Events after a sequence number; wait=true holds the request until there is one',
    params: deploy,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      wait: z.stringbool().default(false),
    }),
    answer: z.array(events.DeployEvent),
  },
  retry: {
    method: 'POST',
    path: '/api/v1/deploys/:deploy/retry',
    needs: 'deploy',
    summary: 'The same once more, for an operation that did not succeed',
    params: deploy,
    answer: projects.Deploy,
    status: 202,
  },
  cancel: {
    method: 'POST',
    path: '/api/v1/deploys/:deploy/cancel',
    needs: 'deploy',
    summary: 'Cancel what is queued or running',
    params: deploy,
    answer: projects.Deploy,
    status: 202,
  },
} as const satisfies Record<string, Endpoint>
