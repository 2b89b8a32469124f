import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { PoolConfig } from 'pg'
import type { BrokerKind } from '../protocol/views.ts'

export type BrokerAddress = {
  kind: BrokerKind
  host: string
  port: number
  user?: string
  password?: () => Promise<string>
}

/** Where photos are: a folder that all replicas mount, or a bucket. */
export type StorageAddress =
  | { kind: 'folder'; path: string }
  | {
      kind: 's3'
      endpoint: string
      bucket: string
      region: string
      key: string
      secret: () => Promise<string>
    }

export type Environment = {
  name: string
  port: number
  logLevel: string
  replica: string
  postgres: PoolConfig
  /** More than one replica is meant to run. */
  scalable: boolean
  broker: BrokerAddress | null
  storage: StorageAddress
  /** Attempts to sign in or up, by address and by name. */
  attemptsPerMinute: number
}

type Variables = Record<string, string | undefined>

const brokers = [
  { kind: 'redis', prefix: 'REDIS', port: 6379 },
  { kind: 'rabbitmq', prefix: 'RABBIT', port: 5672 },
  { kind: 'nats', prefix: 'NATS', port: 4222 },
] as const

/** @throws with the name of the variable and what it should hold */
export function readEnvironment(variables: Variables): Environment {
  const scalable = flag(variables, 'SCALABLE')
  return {
    name: variables.CHAT_NAME || 'Chat',
    port: port(variables, 'BIND_PORT', 8080),
    logLevel: variables.LOG_LEVEL || 'info',
    // In a container the host name is the start of its id: every replica has its own.
    replica: hostname(),
    postgres: {
      host: variables.POSTGRES_HOST || 'db',
      port: port(variables, 'POSTGRES_PORT', 5432),
      user: variables.POSTGRES_USER || 'postgres',
      database: variables.POSTGRES_DB || 'postgres',
      password: secret(variables, 'POSTGRES_PASSWORD'),
    },
    scalable,
    broker: scalable ? broker(variables) : null,
    storage: storage(variables),
    attemptsPerMinute: count(variables, 'ATTEMPTS_PER_MINUTE', 30),
  }
}

function broker(variables: Variables): BrokerAddress | null {
  const [chosen, ...others] = brokers.filter(({ prefix }) => variables[`${prefix}_HOST`])
  if (!chosen) return null
  if (others.length > 0)
    throw new Error(
      `${[chosen, ...others].map(({ prefix }) => `${prefix}_HOST`).join(' and ')} are set. Set one.`,
    )
  const { kind, prefix } = chosen
  const address = {
    kind,
    host: variables[`${prefix}_HOST`] ?? '',
    port: port(variables, `${prefix}_PORT`, chosen.port),
  }
  const user = variables[`${prefix}_USER`]
  return user ? { ...address, user, password: secret(variables, `${prefix}_PASSWORD`) } : address
}

function storage(variables: Variables): StorageAddress {
  const endpoint = variables.S3_ENDPOINT
  if (!endpoint) return { kind: 'folder', path: variables.PHOTO_FOLDER || '/photos' }
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    throw new Error(`S3_ENDPOINT is "${endpoint}". Give an address as https://host.`)
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: key } = variables
  if (!bucket || !key) throw new Error('S3_ENDPOINT is set. Set S3_BUCKET and S3_ACCESS_KEY_ID too.')
  const region = variables.S3_REGION || 'us-east-1'
  return {
    kind: 's3',
    endpoint: endpoint.replace(/\/$/, ''),
    bucket,
    region,
    key,
    secret: secret(variables, 'S3_SECRET_ACCESS_KEY'),
  }
}

/** Read when it is needed: a file may be newer than this process. */
function secret(variables: Variables, name: string): () => Promise<string> {
  return async () => {
    const file = variables[`${name}_FILE`]
    return file ? (await readFile(file, 'utf8')).trim() : (variables[name] ?? '')
  }
}

function flag(variables: Variables, name: string): boolean {
  const text = variables[name] ?? ''
  if (/^(true|yes|on|1)$/i.test(text)) return true
  if (/^(false|no|off|0|)$/i.test(text)) return false
  throw new Error(`${name} is "${text}". Give true or false.`)
}

function port(variables: Variables, name: string, fallback: number): number {
  const number = count(variables, name, fallback)
  if (number > 65_535) throw new Error(`${name} is ${number}. Give a port number from 1 to 65535.`)
  return number
}

function count(variables: Variables, name: string, fallback: number): number {
  const text = variables[name] || String(fallback)
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} is "${text}". Give a whole number above 0.`)
  return Number(text)
}
