import { z } from 'zod'
import * as balancer from '../balancer.ts'
import type { Endpoint } from './endpoint.ts'

/** The balancer as it is now. */
export const balancerEndpoints = {
  balancer: {
    method: 'GET',
    path: '/api/v1/balancer',
    needs: 'read',
    summary: 'Every route, service and replica, and what goes through it now',
    answer: balancer.BalancerState,
  },
  balancerHistory: {
    method: 'GET',
    path: '/api/v1/balancer/services/:service/history',
    needs: 'read',
    summary: 'The last five minutes or hour of a service every five seconds, or its last day every minute',
    params: z.object({ service: z.string().max(200) }),
    query: z.object({ range: z.enum(['recent', 'hour', 'day']).default('hour') }),
    answer: balancer.TrafficHistory,
  },
  setReplica: {
    method: 'PUT',
    path: '/api/v1/balancer/replicas/:replica',
    needs: 'deploy',
    summary: 'Drain, disable or enable a replica, or change its share; lasts as long as its container',
    params: z.object({ replica: z.string().max(64) }),
    body: balancer.ReplicaOverride,
    answer: balancer.BalancerState,
  },
  traffic: {
    method: 'GET',
    path: '/api/v1/traffic',
    needs: 'read',
    summary: 'Requests a second of each project over the last hour',
    answer: z.array(balancer.ProjectTraffic),
  },
} as const satisfies Record<string, Endpoint>
