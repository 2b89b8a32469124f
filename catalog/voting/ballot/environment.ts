import { readFile } from 'node:fs/promises'
import type { RedisOptions } from 'ioredis'
import type { PoolConfig } from 'pg'
import { type Option, readOptions } from './options.ts'

/** How to reach Redis. (`Omit`, because the constructor wants that one left out rather than undefined.) */
export type RedisAddress = Omit<RedisOptions, 'replyMapping'>

export type Environment = {
  port: number
  logLevel: string
  options: Option[]
  redis: RedisAddress
  postgres: PoolConfig
}

/** Reads what all services share. @throws with the name of the variable and what it should hold. */
export function readEnvironment(environment: Record<string, string | undefined>): Environment {
  return {
    port: port('BIND_PORT', 5000),
    logLevel: environment.LOG_LEVEL || 'info',
    options: readOptions(environment),
    redis: {
      host: environment.REDIS_HOST || 'redis',
      port: port('REDIS_PORT', 6379),
      // Streams as lists of pairs; the newer protocol has another shape.
      protocol: 2,
      // While Redis is away a vote fails at once, and is never queued later behind the voter's back.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 3000,
      connectTimeout: 2000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
    },
    postgres: {
      host: environment.POSTGRES_HOST || 'db',
      port: port('POSTGRES_PORT', 5432),
      user: environment.POSTGRES_USER || 'postgres',
      database: environment.POSTGRES_DB || 'postgres',
      password,
      connectionTimeoutMillis: 3000,
      query_timeout: 10_000,
    },
  }

  async function password(): Promise<string> {
    const file = environment.POSTGRES_PASSWORD_FILE
    return file ? (await readFile(file, 'utf8')).trim() : (environment.POSTGRES_PASSWORD ?? '')
  }

  function port(name: string, fallback: number): number {
    const text = environment[name] || String(fallback)
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < 1 || number > 65535)
      throw new Error(`${name} is "${text}". Give a port number from 1 to 65535.`)
    return number
  }
}

/** The environment of this process; ends it with one clear line where that is wrong. */
export function environmentOrExit(): Environment {
  try {
    return readEnvironment(process.env)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
