import { haproxy } from './haproxy.ts'
import { nats } from './nats.ts'
import { node } from './node.ts'
import { postgres } from './postgres.ts'
import { rabbitmq } from './rabbitmq.ts'
import type { BaseImageName, Recipe } from './recipe.ts'
import { redis } from './redis.ts'

export { base } from './base.ts'

/** Every base image, the ones that most people wait for first. */
export const recipes: Record<BaseImageName, Recipe> = { node, redis, postgres, haproxy, rabbitmq, nats }
