import type { BalancerState } from '@keelson/protocol'
import { shallowRef, triggerRef } from 'vue'
import { useResource } from '../../api/use-resource.ts'
import { useConnection } from '../../connection.ts'
import { useRoom } from '../../live/use-room.ts'

/** How long the small lines are, in seconds. */
export const shownSeconds = 300
type Line = { at: number[]; requests: number[] }

/** The balancer's present, pushed every second, and the last five minutes of every service. */
export function useBalancer() {
  const { call } = useConnection()
  const lines = shallowRef(new Map<string, Line>())
  const {
    data: state,
    problem,
    reload,
  } = useResource(async (signal) => {
    const answer = await call('balancer', { signal })
    take(answer)
    return answer
  })

  function take(answer: BalancerState) {
    const now = Date.parse(answer.at) / 1000
    for (const { id, traffic } of answer.services) {
      const line = lines.value.get(id)
      if (!line) void begin(id)
      const last = line?.at.at(-1)
      if (!line || (last !== undefined && last >= now)) continue
      const first = line.at.findIndex((at) => at > now - shownSeconds)
      const from = first === -1 ? line.at.length : first
      lines.value.set(id, {
        at: [...line.at.slice(from), now],
        requests: [...line.requests.slice(from), traffic.requests],
      })
    }
    triggerRef(lines)
  }

  async function begin(id: string) {
    lines.value.set(id, { at: [], requests: [] })
    // Without its past a line begins now.
    const past = await call('balancerHistory', { params: { service: id }, query: { range: 'recent' } }).catch(
      () => undefined,
    )
    const now = lines.value.get(id)
    if (!past || !now) return
    const until = now.at[0] ?? Number.POSITIVE_INFINITY
    const older = past.at.filter((at) => at < until).length
    lines.value.set(id, {
      at: [...past.at.slice(0, older), ...now.at],
      requests: [...past.requests.slice(0, older), ...now.requests],
    })
    triggerRef(lines)
  }

  useRoom(() => 'balancer', {
    event(event) {
      if (event.kind !== 'balancer') return
      state.value = event.balancer
      take(event.balancer)
    },
    refetch: reload,
  })
  return { state, problem, reload, lineOf: (id: string) => lines.value.get(id)?.requests ?? [] }
}
