import { hostname } from 'node:os'
import { environmentOrExit } from '../ballot/environment.ts'
import { serve } from '../page/server.ts'
import { buildApp } from './app.ts'
import { RedisQueue } from './queue.ts'

const { port, redis, options, logLevel } = environmentOrExit()
const queue = new RedisQueue(redis)
// In a container the host name is the start of its id: every replica has its own.
const app = await buildApp(options, queue, hostname(), logLevel)

await serve(app, port, () => queue.close())
