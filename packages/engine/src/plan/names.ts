import { reason } from './phrase.ts'
import type { Planning } from './planning.ts'
import { temporaryName } from './services.ts'
import type { Step } from './step.ts'

/**
 * A name is free when the container that has it is gone: what gets the name of a container that this plan removes
 * waits for that. It is created all the same, under a temporary name, so that nothing waits for each other in a circle.
 */
export function waitForNames(planning: Planning): void {
  const freed = removals(planning)
  if (freed.size === 0) return
  const late: Step[] = []
  for (const step of [...planning.steps]) {
    if (step.kind === 'rename-container') {
      const holder = freed.get(step.name)
      if (!holder || step.after.includes(holder.gone)) continue
      step.after = [...step.after, holder.gone]
      late.push(step)
    }
    if (step.kind !== 'create-container' || step.temporaryName !== undefined) continue
    const { name, service, number } = step.blueprint
    const holder = freed.get(name)
    if (!holder || step.after.includes(holder.gone)) continue
    step.temporaryName = temporaryName(holder.id, name)
    planning.add(`container/${name}/rename`, reason('because.gone'), [step.id, holder.gone], {
      kind: 'rename-container',
      container: { name: `the new ${name}`, service, number, madeBy: step.id },
      name,
    })
  }
  // Each step stands after those that it waits for.
  for (const step of late) {
    planning.steps.splice(planning.steps.indexOf(step), 1)
    planning.steps.push(step)
  }
}

/** The containers that go, by their names, with the step that removes them. */
function removals({ observed, steps }: Planning): Map<string, { id: string; gone: string }> {
  const removed = new Map(
    steps.flatMap((step) =>
      step.kind === 'remove-container' && 'id' in step.container ? [[step.container.id, step.id]] : [],
    ),
  )
  return new Map(
    observed.containers.flatMap(({ id, name }) => {
      const gone = removed.get(id)
      return gone === undefined ? [] : [[name, { id, gone }]]
    }),
  )
}
