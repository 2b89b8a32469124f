import type { Service } from '@keelson/compose'
import type { ObservedContainer } from '../observed.ts'
import { type Arrangement, arrange, type Judged, properName } from './arrange.ts'
import { arrangeBeside } from './beside.ts'
import { bringUp, hook, proveAndEnter, type Roll } from './bring-up.ts'
import { whyRecreate } from './diverged.ts'
import type { Rolling } from './options.ts'
import { type Phrase, reason } from './phrase.ts'
import { isUp, type Planning, refOf } from './planning.ts'
import type { Readiness } from './readiness.ts'
import { retire, withdraw } from './retire.ts'
import { blueprintOf, carriedVolumes, type Ground, groundFor, temporaryName } from './services.ts'
import type { ContainerRef } from './step.ts'
import { type UpdatePolicy, updatePolicy } from './update-policy.ts'

/** Brings the containers of one service to what they shall be while it serves. */
export function rollService(
  planning: Planning,
  name: string,
  ground: Ground,
  rolling: Rolling,
  readiness: Readiness,
): void {
  const service = planning.project.services[name]
  if (!service) return
  const judge = (container: ObservedContainer) =>
    whyRecreate(planning, name, container) ?? renewedBelow(planning, service)
  const existing = planning.existing(name)
  const policy = updatePolicy(service, planning.wanted(name), existing, rolling.back ?? false)
  const arrangement =
    rolling.beside === undefined || existing.length === 0
      ? arrange(planning, name, ground.gone, judge)
      : arrangeBeside(
          planning,
          name,
          existing.map((container) => ({ container, why: judge(container) })),
          policy,
        )
  if (!arrangement) return
  const oneShot = isOneShot(planning, name)
  const roll: Roll = {
    ...{ planning, rolling, name, service, ground, policy, oneShot },
    refs: [],
    started: [],
    ready: [],
  }
  if (changes(roll, arrangement)) carryOut(roll, arrangement, readiness.before(name))
  else roll.refs = arrangement.chosen.map(({ container }) => refOf(container))
  const refs = roll.refs.sort((a, b) => a.number - b.number)
  planning.containers.set(name, refs)
  const [first] = refs
  if (first && 'madeBy' in first) planning.renewed.set(name, first.madeBy)
  if (roll.started.length === 0) readiness.untouched(name)
  else readiness.set(name, { started: roll.started, ready: roll.ready, fresh: existing.length === 0 })
}

const changes = (roll: Roll, { chosen, surplus, missing }: Arrangement): boolean =>
  surplus.length > 0 ||
  missing.length > 0 ||
  chosen.some(({ container, why }) => why !== undefined || attention(roll, container) !== undefined)

function carryOut(roll: Roll, { chosen, surplus, missing }: Arrangement, before: string[]): void {
  const { planning, name, policy, rolling } = roll
  const number = planning.wanted(name)
  const remains = surplus.filter((container) => properName(planning, container) !== undefined)
  const others = surplus.filter((container) => !remains.includes(container))
  const kept = chosen.filter(({ why }) => why === undefined)
  const replaced = chosen.filter(({ why }) => why !== undefined)
  const wanting =
    rolling.beside === undefined
      ? reason('because.needs', { service: name, count: number })
      : reason('because.share')
  const cleared = remains.map((container) =>
    retire(planning, container, reason('because.interrupted-replacement'), [], rolling),
  )
  const tooMany = (after: string[]) =>
    others.map((container) => {
      const twin = chosen.some((one) => one.container.number === container.number)
      return retire(
        planning,
        container,
        twin ? reason('because.twin') : reason('because.needs', { service: name, count: number }),
        after,
        rolling,
      )
    })
  if (policy.order === 'stop-first') cleared.push(...tooMany([]))
  const begun = kept.some(({ container }) => container.state === 'created')
  const isNew = replaced.length > 0 || begun || (missing.length > 0 && planning.existing(name).length === 0)
  let gate = [...before, ...cleared]
  if (isNew) gate = hook(roll, 'pre-deploy', gate)
  const up = [
    ...kept.flatMap(({ container }) => keep(roll, container, gate)),
    ...missing.flatMap((one) => add(roll, one, chosen.length > 0 ? wanting : reason('because.absent'), gate)),
  ]
  gate = [...gate, ...up]
  const size = roll.oneShot ? replaced.length : policy.parallelism
  for (let from = 0; from < replaced.length; from += size)
    gate = replaceBatch(roll, replaced.slice(from, from + size), gate, from + size >= replaced.length)
  const retired = policy.order === 'stop-first' ? [] : tooMany(gate)
  for (const { container } of kept) rename(roll, container, [...retired, ...cleared])
  if (isNew) roll.ready = hook(roll, 'post-deploy', roll.ready)
}

/** What a container that stays needs all the same, if anything. */
function attention({ planning, oneShot }: Roll, container: ObservedContainer): 'start' | 'proof' | undefined {
  const { state, exitCode, health } = container
  if (oneShot && state === 'exited' && exitCode === 0) return undefined
  if (!isUp(container) || state === 'paused') return 'start'
  return health === 'starting' || properName(planning, container) !== undefined ? 'proof' : undefined
}

function keep(roll: Roll, container: ObservedContainer, gate: string[]): string[] {
  const ref = refOf(container)
  roll.refs.push(ref)
  const need = attention(roll, container)
  if (need === undefined) return []
  if (need === 'start')
    return bringUp(roll, ref, reason('because.is', { state: container.state }), gate, true)
  return proveAndEnter(roll, ref, reason('because.interrupted-change'), [], true)
}

function rename({ planning }: Roll, container: ObservedContainer, after: string[]): void {
  const proper = properName(planning, container)
  if (proper === undefined) return
  planning.add(`container/${proper}/rename`, reason('because.interrupted-replacement'), after, {
    kind: 'rename-container',
    container: refOf(container),
    name: proper,
  })
}

function add(roll: Roll, number: number, because: Phrase, gate: string[]): string[] {
  const { planning, name, service, ground } = roll
  const blueprint = blueprintOf(planning, name, service, number)
  const made = planning.add(
    `container/${blueprint.name}/create`,
    because,
    [...groundFor(planning, service, ground), ...ground.gone.values()],
    { kind: 'create-container', blueprint },
  )
  const ref: ContainerRef = { name: blueprint.name, service: name, number, madeBy: made }
  roll.refs.push(ref)
  return bringUp(roll, ref, reason('because.created'), [made, ...gate], true)
}

/** Start-first: the old ones leave when the new ones have served for a while. Stop-first: before those start. */
function replaceBatch(roll: Roll, batch: Judged[], gate: string[], last: boolean): string[] {
  const { planning, name, policy, rolling } = roll
  const pairs = batch.map(({ container: old, why = reason('because.asked') }) => {
    const { ref, made } = successor(roll, old, why)
    const because =
      policy.why === undefined
        ? reason('because.replaced', { why })
        : reason('because.replaced-alone', { why, alone: policy.why })
    const stopped =
      policy.order === 'stop-first'
        ? withdraw(planning, old, because, [made, ...gate], rolling)
        : [made, ...gate]
    return { old, ref, because, up: bringUp(roll, ref, reason('because.created'), stopped, false) }
  })
  let served = pairs.flatMap(({ up }) => up)
  if (policy.monitor > 0 && !roll.oneShot) {
    served = [
      planning.add(
        `service/${name}/monitor/${pairs[0]?.ref.number}`,
        reason('because.update-config'),
        served,
        {
          kind: 'monitor',
          service: name,
          containers: pairs.map(({ ref }) => ref),
          milliseconds: policy.monitor,
          tolerated: policy.tolerated,
        },
      ),
    ]
  }
  for (const { old, ref, because } of pairs) {
    const removed = retire(planning, stoppedNow(policy, old), because, served, rolling)
    planning.add(`container/${old.name}/rename`, reason('because.gone'), [removed], {
      kind: 'rename-container',
      container: ref,
      name: blueprintOf(planning, name, roll.service, ref.number).name,
    })
  }
  if (policy.delay === 0 || last) return served
  return [
    planning.add(`service/${name}/pause/${pairs[0]?.ref.number}`, reason('because.update-config'), served, {
      kind: 'pause',
      service: name,
      milliseconds: policy.delay,
    }),
  ]
}

/** With stop-first the old container has been stopped by the time it is removed. */
const stoppedNow = (policy: UpdatePolicy, old: ObservedContainer): ObservedContainer =>
  policy.order === 'stop-first' ? { ...old, state: 'exited' } : old

function successor(roll: Roll, old: ObservedContainer, because: Phrase): { ref: ContainerRef; made: string } {
  const { planning, name, service, ground } = roll
  const blueprint = blueprintOf(planning, name, service, old.number)
  blueprint.replaces = old.name
  blueprint.carried = carriedVolumes(planning, name, service, old)
  const made = planning.add(
    `container/${blueprint.name}/create`,
    because,
    groundFor(planning, service, ground),
    { kind: 'create-container', blueprint, temporaryName: temporaryName(old.id, blueprint.name) },
  )
  const ref: ContainerRef = { name: `new ${blueprint.name}`, service: name, number: old.number, madeBy: made }
  roll.refs.push(ref)
  return { ref, made }
}

const isOneShot = ({ project }: Planning, name: string): boolean =>
  Object.values(project.services).some(
    ({ depends_on: needs }) => needs?.[name]?.condition === 'service_completed_successfully',
  )

/** With `depends_on.restart`, what depends on a service that is new is made new as well. */
function renewedBelow(planning: Planning, { depends_on: needs }: Service): Phrase | undefined {
  const below = Object.entries(needs ?? {}).find(
    ([name, { restart }]) => restart && planning.renewed.has(name) && planning.existing(name).length > 0,
  )
  return below && reason('because.restarts', { service: below[0] })
}
