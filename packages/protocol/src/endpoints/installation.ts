import { z } from 'zod'
import * as access from '../access.ts'
import { Activity, ActivityQuery } from '../activity.ts'
import { Jobs } from '../jobs.ts'
import * as projects from '../projects.ts'
import { UndoId, Undone } from '../undo.ts'
import type { Endpoint } from './endpoint.ts'
import { nothing } from './parameters.ts'

/** The installation itself, and what concerns all projects. */
export const installationEndpoints = {
  installation: {
    method: 'GET',
    path: '/api/v1/installation',
    needs: 'read',
    summary: 'Address, domain and public key',
    answer: access.Installation,
  },
  deployKeys: {
    method: 'GET',
    path: '/api/v1/deploy-keys',
    needs: 'read',
    summary: 'The public keys that git servers are shown, and which projects use them',
    answer: z.array(access.DeployKey),
  },
  hostKeys: {
    method: 'GET',
    path: '/api/v1/host-keys',
    needs: 'read',
    summary: 'SSH host keys pinned at first contact',
    answer: z.array(access.HostKey),
  },
  deleteHostKey: {
    method: 'DELETE',
    path: '/api/v1/host-keys/:host',
    needs: 'admin',
    summary: 'Forget a pinned host key',
    params: z.object({ host: z.string().max(300) }),
    answer: nothing,
  },
  activity: {
    method: 'GET',
    path: '/api/v1/activity',
    needs: 'read',
    summary: 'Who did what, newest first',
    query: ActivityQuery,
    answer: z.array(Activity),
  },
  jobs: {
    method: 'GET',
    path: '/api/v1/jobs',
    needs: 'read',
    summary: 'The queue over all projects: what waits, runs and ended, and its last hour',
    answer: Jobs,
  },
  undo: {
    method: 'POST',
    path: '/api/v1/undo/:undo',
    needs: 'deploy',
    summary: 'Take back what you did in the last ten minutes: what was removed returns as it was',
    params: z.object({ undo: UndoId }),
    answer: Undone,
  },
  catalog: {
    method: 'GET',
    path: '/api/v1/catalog',
    needs: 'read',
    summary: 'Applications that ship with Keelson',
    answer: z.array(projects.CatalogApp),
  },
  checkAccess: {
    method: 'POST',
    path: '/api/v1/access-check',
    needs: 'deploy',
    summary: 'Can a remote be read, and what does it hold',
    body: projects.AccessCheck,
    answer: projects.Refs,
    looks: true,
  },
} as const satisfies Record<string, Endpoint>
