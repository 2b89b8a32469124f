import type { Autoscale, AutoscaleStatus } from '@keelson/protocol'
import { ago, type World } from './world.ts'

export const serviceKey = ({ project, environment, service }: Record<string, string>) =>
  `${project}/${environment}/${service}`

/** The web service of the shop says in its file that it is autoscaled; others say nothing. */
const file: Autoscale = { min: 2, max: 8, cpu: 60, requests: 40, upAfter: 30, downAfter: 300 }

export function autoscaleStatus(world: World, at: Record<string, string>): AutoscaleStatus {
  const isWeb = serviceKey(at) === 'shop/production/web'
  const own = world.autoscaling.get(serviceKey(at))
  const settings = own === undefined ? (isWeb ? file : null) : own
  return {
    from: own !== undefined ? 'set' : isWeb ? 'file' : null,
    file: isWeb ? file : null,
    settings,
    usage: settings
      ? {
          cpu: settings.cpu === undefined ? null : 47.3,
          memory: settings.memory === undefined ? null : 31.8,
          requests: settings.requests === undefined ? null : 33.4,
        }
      : { cpu: null, memory: null, requests: null },
    decisions: isWeb
      ? [
          {
            at: ago(4_100),
            before: 4,
            after: 3,
            because: { kind: 'target', metric: 'requests', value: 21.7, target: 40 },
          },
          {
            at: ago(9_300),
            before: 2,
            after: 4,
            because: { kind: 'target', metric: 'cpu', value: 91.2, target: 60 },
          },
        ]
      : [],
  }
}
