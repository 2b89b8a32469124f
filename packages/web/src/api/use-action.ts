import { shallowRef } from 'vue'
import { type ApiProblem, asProblem } from './problem.ts'

/** Something done on request: whether it runs, why it was refused. Answers undefined when refused. */
export function useAction<A extends unknown[], T>(act: (...input: A) => Promise<T>) {
  const busy = shallowRef(false)
  const problem = shallowRef<ApiProblem | null>(null)
  const run = async (...input: A): Promise<T | undefined> => {
    if (busy.value) return undefined
    busy.value = true
    problem.value = null
    try {
      return await act(...input)
    } catch (error) {
      problem.value = asProblem(error)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
