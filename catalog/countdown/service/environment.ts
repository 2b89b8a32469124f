import { hostname } from 'node:os'

/** How to reach Redis, in the words of its client. */
export type RedisAddress = {
  host: string
  port: number
  protocol: 2
  connectTimeout: number
  retryStrategy: (attempt: number) => number
  enableOfflineQueue?: boolean
  maxRetriesPerRequest?: number | null
  commandTimeout?: number
}

export type Environment = {
  port: number
  logLevel: string
  replica: string
  redis: RedisAddress
  /** Pages that may call; when there are none, any page of the host name that was called. */
  pageOrigins: string[]
  /** Password of the queue's dashboard; without one it is closed. */
  queuesPassword: string
  /** Where a page finds the services: an address, or `:port` on the page's own host name. */
  endpoints: { api: string; socket: string }
}

/** @throws with the name of the variable and what it should hold */
export function readEnvironment(environment: Record<string, string | undefined>): Environment {
  return {
    port: port('BIND_PORT', 8080),
    logLevel: environment.LOG_LEVEL || 'info',
    replica: hostname(),
    redis: {
      host: environment.REDIS_HOST || 'redis',
      port: port('REDIS_PORT', 6379),
      protocol: 2,
      connectTimeout: 2000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
    },
    pageOrigins: (environment.PAGE_ORIGINS ?? '').split(',').map(trim).filter(Boolean).map(origin),
    queuesPassword: environment.QUEUES_PASSWORD ?? '',
    endpoints: {
      api: endpoint('API_URL', `:${environment.API_PORT || 8081}`),
      socket: endpoint('SOCKET_URL', `:${environment.SOCKET_PORT || 8082}`),
    },
  }

  function port(name: string, fallback: number): number {
    const text = environment[name] || String(fallback)
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < 1 || number > 65535)
      throw new Error(`${name} is "${text}". Give a port number from 1 to 65535.`)
    return number
  }

  function endpoint(name: string, fallback: string): string {
    const text = environment[name] || fallback
    if (!/^:\d+$/.test(text) && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)))
      throw new Error(`${name} is "${text}". Give an address as http://host:port, or :port.`)
    return text.replace(/\/$/, '')
  }

  function origin(text: string): string {
    if (!URL.canParse(text) || new URL(text).origin !== text)
      throw new Error(`PAGE_ORIGINS has "${text}". Give origins as http://host:port, with commas between.`)
    return text
  }
}

const trim = (text: string) => text.trim()

/** The environment of this process; ends it with one clear line where that is wrong. */
export function environmentOrExit(): Environment {
  try {
    return readEnvironment(process.env)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** May a page of this origin call the service that it knows as `host`? Requests from elsewhere than pages may. */
export function isAllowed(origin: string | undefined, host: string | undefined, allowed: string[]): boolean {
  if (origin === undefined) return true
  if (allowed.length > 0) return allowed.includes(origin)
  if (!URL.canParse(origin) || host === undefined || !URL.canParse(`http://${host}`)) return false
  return new URL(origin).hostname === new URL(`http://${host}`).hostname
}
