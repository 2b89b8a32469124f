import type { LogLine } from '@keelson/protocol'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { type ApiProblem, asProblem } from '../../api/problem.ts'
import { useConnection } from '../../connection.ts'
import { LogBuffer } from '../../ui/log/log-buffer.ts'
import { shortName } from './short-name.ts'

/** How often lines are asked for while there is no live connection. */
const pollMs = 3_000

/** Follows containers' output by push, of one replica where it is named; without the live connection the tail is fetched again and again. */
export function useServiceLogs(
  project: string,
  environment: string,
  service: string | null,
  replica: string | null = null,
) {
  const { call, live } = useConnection()
  const buffer = new LogBuffer()
  const sources = shallowRef<string[]>([])
  const ended = shallowRef('')
  const problem = shallowRef<ApiProblem | null>(null)
  const one = service === null ? {} : { service }
  let pushed = false

  function take(all: LogLine[]): void {
    const lines = replica === null ? all : all.filter(({ container }) => container === replica)
    // One service: its replicas tell lines apart; merged: the services do.
    const name = (line: LogLine) => (service === null ? line.service : shortName(line))
    buffer.push(
      lines.map((line) => ({
        line: line.line,
        source: name(line),
        at: line.at,
        bad: line.stream === 'stderr' && /\b(error|fatal|panic)\b/i.test(line.line),
      })),
    )
    const names = new Set([...sources.value, ...lines.map(name)])
    if (names.size !== sources.value.length) sources.value = [...names].toSorted()
  }
  const unfollow = live.follow(
    { project, environment, ...one, tail: 1_000 },
    {
      lines(lines) {
        pushed = true
        take(lines)
      },
      restarted() {
        buffer.clear()
        ended.value = ''
      },
      ended(reason) {
        ended.value = reason
      },
    },
  )
  async function fetchTail(): Promise<void> {
    try {
      const lines = await call('logs', { params: { project, environment }, query: { ...one, tail: 1_000 } })
      if (live.state.value === 'open' && pushed) return
      buffer.clear()
      take(lines)
      problem.value = null
    } catch (error) {
      problem.value = asProblem(error)
    }
  }
  const timer = setInterval(() => {
    if (live.state.value !== 'open' && document.visibilityState === 'visible') void fetchTail()
  }, pollMs)
  const stop = watch(live.state, (state) => state === 'closed' && void fetchTail(), { immediate: true })
  onScopeDispose(() => {
    unfollow()
    stop()
    clearInterval(timer)
  })
  return { buffer, sources, ended, problem }
}
