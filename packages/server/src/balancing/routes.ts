import type { Context } from '../context.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import type { Router } from '../environments/router.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import type { Balancing } from './balancing.ts'
import { saveOverride } from './overrides.ts'

type Routes = Pick<Handlers, 'balancer' | 'balancerHistory' | 'setReplica' | 'traffic'>
type Parts = Pick<Context, 'database'> & {
  observed: ObservedContainers
  router: Router
  balancing: Balancing
}

export function balancingRoutes({ database, observed, router, balancing }: Parts): Routes {
  return {
    balancer: () => balancing.state(),

    balancerHistory: async ({ params, query }) => balancing.history(params.service, query.range),

    traffic: async () => balancing.projects(),

    setReplica: async ({ params, body, caller }) => {
      const container = observed
        .all()
        .find(({ id, labels }) => id === params.replica && !labels['io.keelson.system'])
      if (!container) {
        throw new Refusal('not-found', {
          detail: 'There is no such replica any more. Deploys and scaling replace replicas; look again.',
        })
      }
      await saveOverride(database, container.id, body, caller.kind === 'user' ? caller.label : '')
      await router.route(AbortSignal.timeout(15_000))
      await balancing.sampler.look()
      return balancing.state()
    },
  }
}
