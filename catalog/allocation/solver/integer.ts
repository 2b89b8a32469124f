import type { Prepared } from '../model/department.ts'
import { loadHighs } from './highs.ts'
import type { Allocation } from './instance.ts'
import { costOf, minimaFilled, type Weights } from './objective.ts'
import { programmeOf } from './programme.ts'

/** An allocation so far, what it costs, and what is proven that none can cost less than. */
export type Incumbent = { allocation: Allocation; objective: number; bound: number }

export type IntegerOptions = {
  /** For all runs together. */
  timeLimitSeconds: number
  gap: number
  /** How often it starts anew with other random numbers, while the gap is open. */
  runs?: number
  /** What is known before that no allocation can cost less than. */
  bound?: number
  onProgress?: (incumbent: Incumbent, seconds: number) => void
  /** Asked now and then; true ends the search with the best so far. */
  shouldStop?: () => boolean
}

/** Loaded once: that takes longer than a small department. */
let loaded: ReturnType<typeof loadHighs> | undefined

/** How far, as a share of the objective, the best so far can be from the best. */
export function gapOf({ objective, bound }: { objective: number; bound: number }): number {
  return objective <= bound ? 0 : (objective - bound) / Math.max(1, Math.abs(objective))
}

/**
 * Looks for something cheaper than `start` until it is proven that there is none, the time is over, the gap is small
 * enough or it is told to stop. Never gives anything worse than `start`.
 */
export async function improve(
  prepared: Prepared,
  weights: Weights,
  start: Allocation,
  { timeLimitSeconds, gap, runs = 1, bound = 0, onProgress, shouldStop }: IntegerOptions,
): Promise<Incumbent> {
  loaded ??= loadHighs()
  const highs = await loaded
  const { callbackType, modelStatus } = highs.constants
  const programme = programmeOf(prepared, weights, start)
  const filled = minimaFilled(prepared.instance, start)
  const objective = costOf(prepared, weights, start)
  const best: Incumbent = { allocation: start, objective, bound: Math.min(bound, objective) }
  const take = (allocation: Allocation) => {
    const objective = costOf(prepared, weights, allocation)
    if (objective >= best.objective || minimaFilled(prepared.instance, allocation) < filled) return
    Object.assign(best, { allocation, objective })
  }
  // Every cost is a whole number, so a bound of 12.3 proves 13.
  const raise = (bound: number | undefined) => {
    if (bound !== undefined && Number.isFinite(bound))
      best.bound = Math.min(best.objective, Math.max(best.bound, Math.ceil(bound - 1e-6)))
  }
  const began = performance.now()
  let told = { at: began, text: '' }
  const tell = () => {
    const now = performance.now()
    const text = `${best.objective} ${best.bound}`
    if (text === told.text && now - told.at < 500) return
    told = { at: now, text }
    onProgress?.({ ...best }, (now - began) / 1000)
  }
  tell()

  const open = () => gapOf(best) > gap && !shouldStop?.()
  for (let run = 0; run < runs && open(); run++) {
    const left = timeLimitSeconds - (performance.now() - began) / 1000
    if (left <= 0) break
    highs.withModel(programme.model, (model) => {
      model.options.set({
        output_flag: false,
        time_limit: left / (runs - run),
        mip_rel_gap: gap,
        mip_abs_gap: 0.999,
        random_seed: run,
      })
      model.setSolution({ colValue: programme.columnsOf(best.allocation) })
      model.run({
        [callbackType.mipImprovingSolution](event) {
          if (event.data.mip_solution) take(programme.allocationOf(event.data.mip_solution))
          raise(event.data.mip_dual_bound)
          tell()
        },
        [callbackType.mipLogging](event) {
          raise(event.data.mip_dual_bound)
          tell()
        },
        [callbackType.mipInterrupt](event) {
          raise(event.data.mip_dual_bound)
          tell()
          if (shouldStop?.()) event.interrupt()
        },
        [callbackType.simplexInterrupt](event) {
          if (shouldStop?.()) event.interrupt()
        },
      })
      if (model.getModelStatus() === modelStatus.optimal)
        take(programme.allocationOf(model.getSolution().colValue))
      raise(Number(model.info.get('mip_dual_bound')))
    })
  }
  return best
}
