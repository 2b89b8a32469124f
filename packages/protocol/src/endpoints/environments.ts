import { z } from 'zod'
import * as autoscale from '../autoscale.ts'
import * as events from '../events.ts'
import { ServiceName } from '../ids.ts'
import * as projects from '../projects.ts'
import {
  ReplicaEnvironment,
  ReplicaInspection,
  ReplicaUsage,
  ServiceUsage,
  ServiceUsageQuery,
} from '../services.ts'
import type { Endpoint } from './endpoint.ts'
import { environment, nothing, project, replica, replicas, service } from './parameters.ts'

/** Environments, their services and replicas. */
export const environmentsEndpoints = {
  environments: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments',
    needs: 'read',
    summary: 'Environments',
    params: project,
    answer: z.array(projects.Environment),
  },
  services: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services',
    needs: 'read',
    summary: 'Services and their replicas',
    params: environment,
    answer: z.array(projects.ServiceStatus),
  },
  changeCanary: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/canary',
    needs: 'deploy',
    summary: 'Change how much of the requests a canary gets, and when it is ended',
    params: environment,
    body: projects.CanaryWish,
    answer: projects.Canary,
  },
  promoteCanary: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/canary/promote',
    needs: 'deploy',
    summary: 'The canary takes the place of what is on; its replicas stay',
    params: environment,
    answer: projects.Deploy,
    status: 202,
  },
  abortCanary: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/canary/abort',
    needs: 'deploy',
    summary: 'The canary leaves; what is on gets all requests again',
    params: environment,
    answer: projects.Deploy,
    status: 202,
  },
  scaleService: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/scale',
    needs: 'deploy',
    summary: 'Set the number of replicas, kept across deploys; null is the number in the Compose file',
    params: environment.extend({ service: ServiceName }),
    body: projects.ScaleService,
    answer: projects.Deploy,
    status: 202,
  },
  autoscale: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/autoscale',
    needs: 'read',
    summary: 'Between which numbers of replicas a service moves, what by, and what was decided',
    params: environment.extend({ service: ServiceName }),
    answer: autoscale.AutoscaleStatus,
  },
  setAutoscale: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/autoscale',
    needs: 'deploy',
    summary: 'Set autoscaling, or with null turn it off, whatever the Compose file says',
    params: environment.extend({ service: ServiceName }),
    body: autoscale.SetAutoscale,
    answer: autoscale.AutoscaleStatus,
  },
  resetAutoscale: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/autoscale',
    needs: 'deploy',
    summary: 'Let the Compose file say whether the service is autoscaled',
    params: environment.extend({ service: ServiceName }),
    answer: autoscale.AutoscaleStatus,
  },
  inspectReplica: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica',
    needs: 'read',
    summary: 'A replica, its image, networks and volumes; values of its environment are left out',
    params: replica,
    answer: ReplicaInspection,
  },
  replicaUsage: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica/usage',
    needs: 'read',
    summary:
      'Processor, memory, network and disk of a replica every two seconds, since somebody began to ask',
    params: replica,
    answer: ReplicaUsage,
  },
  serviceUsage: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/usage',
    needs: 'read',
    summary: 'Processor, memory, network, disk and restarts of a service, or of one replica, by the minute',
    params: service,
    query: ServiceUsageQuery,
    answer: ServiceUsage,
  },
  revealEnvironment: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica/environment',
    needs: 'admin',
    summary: 'The environment of a replica with its values, secrets too; who asked is remembered',
    params: replica,
    answer: ReplicaEnvironment,
  },
  restartReplica: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica/restart',
    needs: 'deploy',
    summary: 'Restart a replica, or one after the other of "all"; answers when they serve again',
    params: replicas,
    answer: nothing,
  },
  stopReplica: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica/stop',
    needs: 'deploy',
    summary: 'Stop a replica, or "all", when what is open on it is done; it stays, and can be started again',
    params: replicas,
    answer: nothing,
  },
  startReplica: {
    method: 'POST',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/replicas/:replica/start',
    needs: 'deploy',
    summary: 'Start a replica that was stopped, or "all"; answers when they serve',
    params: replicas,
    answer: nothing,
  },
  logs: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/logs',
    needs: 'read',
    summary:
      'What containers wrote, oldest first (use the live connection, or follow=true for one JSON line each)',
    params: environment,
    query: z.object({
      service: z.string().optional(),
      tail: z.coerce.number().int().min(0).max(10_000).default(500),
      follow: z.stringbool().default(false),
    }),
    answer: z.array(events.LogLine),
  },
} as const satisfies Record<string, Endpoint>
