import { endpoints, liveRequests, roomNeeds, type Scope } from '@keelson/protocol'

/** Who asks. `label` is what deploys and logs say about them. */
export type Caller =
  | { kind: 'nobody' }
  | { kind: 'user'; userId: string; email: string; scope: Scope; via: 'session' | 'token'; label: string }

export type Needs = Scope | 'anyone'

/** What is served outside /api/v1; a row here or in `endpoints` is the only way to be reachable. */
export const pages = {
  health: { method: 'GET', path: '/healthz', needs: 'anyone' },
  ready: { method: 'GET', path: '/readyz', needs: 'anyone' },
  metrics: { method: 'GET', path: '/metrics', needs: 'read' },
  openapi: { method: 'GET', path: '/api/openapi.json', needs: 'anyone' },
  docs: { method: 'GET', path: '/api/docs', needs: 'anyone' },
  docsStyle: { method: 'GET', path: '/api/docs.css', needs: 'anyone' },
  web: { method: 'GET', path: '/*', needs: 'anyone' },
} as const satisfies Record<string, { method: 'GET'; path: string; needs: Needs }>
export type PageName = keyof typeof pages

/** The one table: HTTP endpoints, pages, socket requests and rooms, each with what it needs. */
export function authorisationTable(): { what: string; needs: Needs }[] {
  return [
    ...Object.values({ ...endpoints, ...pages }).map(({ method, path, needs }) => ({
      what: `${method} ${path}`,
      needs,
    })),
    ...Object.entries(liveRequests).map(([name, { needs }]) => ({ what: `socket ${name}`, needs })),
    ...Object.entries(roomNeeds).map(([name, needs]) => ({ what: `room ${name}`, needs })),
  ]
}

const strength: Record<Needs, number> = { anyone: 0, read: 1, deploy: 2, admin: 3 }

/** Each scope includes the ones before it. */
export function allows(caller: Caller, needs: Needs): boolean {
  if (needs === 'anyone') return true
  return caller.kind === 'user' && strength[caller.scope] >= strength[needs]
}

/** May a caller hand out this scope? Never more than their own. */
export const covers = (own: Scope, given: Scope) => strength[own] >= strength[given]
