import type { Service } from '@keelson/compose'
import type { Rolling } from './options.ts'
import { type Phrase, reason } from './phrase.ts'
import type { Planning } from './planning.ts'
import { blueprintOf, type Ground, groundFor } from './services.ts'
import { planWait } from './start.ts'
import type { ContainerRef, HookMoment } from './step.ts'
import type { UpdatePolicy } from './update-policy.ts'

/** The making of one service's part of a rolling plan. */
export type Roll = {
  planning: Planning
  rolling: Rolling
  name: string
  service: Service
  ground: Ground
  policy: UpdatePolicy
  /** It does its work and ends; others wait for that. */
  oneShot: boolean
  refs: ContainerRef[]
  started: string[]
  ready: string[]
}

/** Starts a container after these steps. Gives those after which it does its work. */
export function bringUp(
  roll: Roll,
  ref: ContainerRef,
  because: Phrase,
  after: string[],
  fresh: boolean,
): string[] {
  const start = roll.planning.add(`container/${ref.name}/start`, because, after, {
    kind: 'start-container',
    container: ref,
  })
  roll.started.push(start)
  return proveAndEnter(roll, ref, because, [start], fresh)
}

/** Sees that it does its work, or has ended well, and sends requests to it. */
export function proveAndEnter(
  roll: Roll,
  ref: ContainerRef,
  because: Phrase,
  after: string[],
  fresh: boolean,
): string[] {
  const { planning, name, policy, rolling } = roll
  if (roll.oneShot) {
    const wait = planWait(planning, name, 'service_completed_successfully', true, [ref], after)
    roll.ready.push(...(wait ? [wait] : []))
    return wait ? [wait] : after
  }
  const { tolerated } = policy
  const port = rolling.traffic[name]
  const proof = { kind: 'prove', container: ref, port, fresh, tolerated } as const
  const proved = planning.add(`container/${ref.name}/prove`, because, after, proof)
  const last =
    port === undefined
      ? proved
      : planning.add(`container/${ref.name}/enter`, reason('because.serves'), [proved], {
          kind: 'enter',
          container: ref,
        })
  roll.ready.push(last)
  return [last]
}

/** The service's command for this moment, where it has one. */
export function hook(roll: Roll, moment: HookMoment, after: string[]): string[] {
  const { planning, name, service, ground, rolling } = roll
  const command = rolling.hooks?.[name]?.[moment]
  if (!command) return after
  const blueprint = blueprintOf(planning, name, service, 0)
  const because = reason(`because.${moment}`)
  const waits = [...groundFor(planning, service, ground), ...after]
  return [
    planning.add(`service/${name}/${moment}`, because, waits, {
      kind: 'run-hook',
      ...{ moment, blueprint, command },
    }),
  ]
}
