import type { Service } from '@keelson/compose'
import { type DeployHooks, nanoseconds } from '@keelson/engine'
import { z } from 'zod'

/** How long what is open on a replica may go on once it gets nothing new, unless `x-keelson.drain` says otherwise. */
export const usualDrainMs = 30_000
const longestDrainMs = 3600_000

const Drain = z.string().transform((text, context) => {
  try {
    return Math.min(longestDrainMs, nanoseconds(text) / 1e6)
  } catch {
    context.addIssue({ code: 'custom', message: 'not a duration' })
    return z.NEVER
  }
})
/** A line is for a shell, a list for the engine as it is. */
const Command = z.union([
  z
    .string()
    .min(1)
    .transform((line) => ['/bin/sh', '-c', line]),
  z.array(z.string()).min(1),
])
const Hooks = z.object({ 'pre-deploy': Command.optional(), 'post-deploy': Command.optional() })

/** `x-keelson.drain` of a service in milliseconds; what is not understood is as if absent. */
export function drainMs(service: Service | undefined): number {
  const wish = z.object({ drain: Drain }).safeParse(service?.['x-keelson'])
  return wish.success ? wish.data.drain : usualDrainMs
}

/** `x-keelson.hooks` of each service that has some. */
export function hooksOf(services: Record<string, Service>): Record<string, DeployHooks> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, service]) => {
      const wish = z.object({ hooks: Hooks }).safeParse(service['x-keelson'])
      return wish.success ? [[name, wish.data.hooks]] : []
    }),
  )
}
