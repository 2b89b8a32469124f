import type { Context } from '../context.ts'
import type { Certificates } from '../domains/view.ts'
import { findAuthority } from './authority.ts'
import { listCertificates, listOrders } from './store.ts'

/** All that says how it stands with the certificate of any host. */
export async function readCertificates({
  database,
  sealing,
  installation,
}: Pick<Context, 'database' | 'sealing' | 'installation'>): Promise<Certificates> {
  const [certificates, orders, authority] = await Promise.all([
    listCertificates(database),
    listOrders(database),
    findAuthority(database, sealing),
  ])
  const { httpsPort } = installation
  return { certificates, orders, hasAuthority: authority !== undefined, httpsPort }
}
