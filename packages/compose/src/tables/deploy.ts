import { deviceRequest } from './parts.ts'
import { duration, list, number, object, pairs, type Shape, text, texts, whole } from './shape.ts'

const updateConfig = object({
  parallelism: whole({ as: 'count', cast: 'whole', keep: true }),
  delay: duration(),
  failure_action: text(),
  monitor: duration(),
  max_failure_ratio: number('float', { cast: 'float' }),
  order: text({ allowed: ['start-first', 'stop-first'] }),
})

const cpus = number('float')
const memory = text({ as: 'bytes' })

const genericResources = list(
  object({
    discrete_resource_spec: object({
      kind: text({ always: true }),
      value: number('whole', { always: true, keep: true }),
    }),
  }),
)

/** `deploy`, in the reference's printing order. */
export const deploy: Shape = {
  ...object({
    mode: text(),
    replicas: whole({ cast: 'whole', keep: true }),
    labels: pairs('labels', { merge: 'sequence', identity: 'key' }),
    update_config: updateConfig,
    rollback_config: updateConfig,
    resources: object(
      {
        limits: object({ cpus, memory, pids: whole() }),
        reservations: object({
          cpus,
          memory,
          devices: list(deviceRequest(true)),
          generic_resources: genericResources,
        }),
      },
      { always: true },
    ),
    restart_policy: object({
      condition: text(),
      delay: duration({ keep: true }),
      max_attempts: whole({ as: 'count', cast: 'whole', keep: true }),
      window: duration({ keep: true }),
    }),
    placement: object(
      {
        constraints: texts(),
        preferences: list(object({ spread: text() })),
        max_replicas_per_node: whole({ as: 'count', cast: 'whole' }),
      },
      { always: true },
    ),
    endpoint_mode: text(),
  }),
  nothing: true,
}
