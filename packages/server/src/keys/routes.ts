import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { deployKeyRoutes } from './deploy-keys.ts'

type Routes = Pick<Handlers, 'installation' | 'hostKeys' | 'deleteHostKey'> &
  ReturnType<typeof deployKeyRoutes>

export function keyRoutes(context: Context): Routes {
  const { database, installation } = context
  return {
    ...deployKeyRoutes(context),

    installation: async () => ({
      id: installation.id,
      version: installation.version,
      url: installation.url,
      domain: installation.domain,
      publicKey: installation.key.publicKey,
    }),

    hostKeys: async () => {
      const rows = await database.selectFrom('host_keys').selectAll().orderBy('host').execute()
      return rows.map(({ host, type, fingerprint, first_seen_at }) => ({
        host,
        type,
        fingerprint,
        firstSeenAt: first_seen_at.toISOString(),
      }))
    },

    deleteHostKey: async ({ params }) => {
      const gone = await database.deleteFrom('host_keys').where('host', '=', params.host).executeTakeFirst()
      if (!gone.numDeletedRows)
        throw new Refusal('not-found', { detail: `No key of "${params.host}" is pinned.` })
      return {}
    },
  }
}
