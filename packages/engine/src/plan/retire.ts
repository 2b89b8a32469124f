import type { ObservedContainer } from '../observed.ts'
import type { Rolling } from './options.ts'
import type { Phrase } from './phrase.ts'
import { isUp, type Planning, refOf } from './planning.ts'

/** Takes a container out of service: no new requests, those it has finish, then it is stopped. Gives the last step. */
export function withdraw(
  planning: Planning,
  container: ObservedContainer,
  because: Phrase,
  after: string[],
  rolling: Rolling,
): string[] {
  if (!isUp(container)) return after
  const at = `container/${container.name}`
  const ref = refOf(container)
  const serves = container.service in rolling.traffic && !container.oneOff
  const left = serves
    ? [planning.add(`${at}/leave`, because, after, { kind: 'leave', container: ref })]
    : after
  const timeout = planning.options.stopTimeout
  return [
    planning.add(`${at}/stop`, because, left, {
      kind: 'stop-container',
      container: ref,
      timeout,
      forGood: true,
    }),
  ]
}

/** Takes a container out of service and removes it. Gives the removing step. */
export function retire(
  planning: Planning,
  container: ObservedContainer,
  because: Phrase,
  after: string[],
  rolling: Rolling,
): string {
  return planning.add(
    `container/${container.name}/remove`,
    because,
    withdraw(planning, container, because, after, rolling),
    { kind: 'remove-container', container: refOf(container) },
  )
}
