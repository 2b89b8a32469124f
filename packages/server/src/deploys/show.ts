import type { Deploy } from '@keelson/protocol'
import type { z } from 'zod'
import type { DeployRow } from './store.ts'

export const showDeploy = (row: DeployRow): z.input<typeof Deploy> => ({
  id: row.id,
  project: row.project,
  kind: row.kind,
  environment: row.environment,
  version: row.version,
  ref: row.ref,
  ...(row.canary && 'why' in row.canary && { reason: row.canary.why }),
  ...(row.scale && { scale: { service: row.scale.service, replicas: row.scale.replicas } }),
  state: row.state,
  stages: row.stages,
  failure: row.failure,
  requestedBy: row.requested_by,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})
