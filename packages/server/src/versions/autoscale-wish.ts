import type { Json } from '@keelson/compose'
import { nanoseconds } from '@keelson/engine'
import { Autoscale } from '@keelson/protocol'
import { z } from 'zod'

/** Seconds, or a duration in Compose's notation. */
const Seconds = z.union([
  z.number(),
  z.string().transform((text, context) => {
    try {
      return Math.round(nanoseconds(text) / 1e9)
    } catch {
      context.addIssue({ code: 'custom', message: 'not a duration' })
      return z.NEVER
    }
  }),
])

/** As it stands in a Compose file, where keys are written in Compose's way. */
const Wish = z.looseObject({ up_after: Seconds.optional(), down_after: Seconds.optional() })

/** `autoscale` of a service's `x-keelson`; what is not understood is as if absent. */
export function autoscaleWish(extension: Json | undefined): Autoscale | undefined {
  const wish = z.object({ autoscale: Wish }).safeParse(extension)
  if (!wish.success) return undefined
  const { up_after: upAfter, down_after: downAfter, ...rest } = wish.data.autoscale
  const found = Autoscale.safeParse({ ...rest, upAfter, downAfter })
  return found.success ? found.data : undefined
}
