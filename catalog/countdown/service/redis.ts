import { Redis } from 'ioredis'
import type { RedisAddress } from './environment.ts'

/** For requests: fails at once while Redis is away, so that whoever asks is told and nothing is done later. */
export function impatient(address: RedisAddress): RedisAddress {
  return { ...address, enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 3000 }
}

/** For those who wait anyway: takes up again what it did when Redis is back. */
export function patient(address: RedisAddress): RedisAddress {
  return { ...address, maxRetriesPerRequest: null }
}

/** A connection whose troubles are logged once, not at every attempt. */
export function connect(address: RedisAddress): Redis {
  const redis = new Redis(address)
  let away = false
  redis.on('error', (error: Error) => {
    if (!away) console.error(`Redis is away: ${error.message}`)
    away = true
  })
  redis.on('ready', () => {
    if (away) console.log('Redis is back')
    away = false
  })
  return redis
}
