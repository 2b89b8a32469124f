import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { type ApiProblem, asProblem } from './problem.ts'

export type Resource<T> = {
  /** null until the first answer. */
  data: ShallowRef<T | null>
  /** Why the last attempt failed; what was there before stays shown. */
  problem: ShallowRef<ApiProblem | null>
  loading: ShallowRef<boolean>
  reload: () => Promise<void>
}

/** Something fetched, with its failure; the newest request wins, and leaving the page ends it. */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)
  const loading = shallowRef(false)
  let running: AbortController | undefined

  const reload = async () => {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const answer = await load(mine.signal)
      if (running !== mine) return
      data.value = answer
      problem.value = null
    } catch (error) {
      if (running !== mine || mine.signal.aborted) return
      problem.value = asProblem(error)
    } finally {
      if (running === mine) loading.value = false
    }
  }
  onScopeDispose(() => running?.abort())
  void reload()
  return { data, problem, loading, reload }
}
