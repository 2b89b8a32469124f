import type { Deploy, DeployEvent, LiveEvent } from '@keelson/protocol'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { type ApiProblem, asProblem } from '../../api/problem.ts'
import { useConnection } from '../../connection.ts'
import { useRoom } from '../../live/use-room.ts'
import { isFinished } from '../../nouns/deploy-words.ts'
import { LogBuffer } from '../../ui/log/log-buffer.ts'
import { continueStory, emptyStory } from './deploy-story.ts'

/** One operation as it happens, and afterwards as it happened: by push, or by one long request after another. */
export function useDeploy(id: string) {
  const { call, live } = useConnection()
  const params = { deploy: id }
  const deploy = shallowRef<Deploy | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)
  const story = shallowRef(emptyStory)
  const sources = shallowRef<string[]>([])
  const buffer = new LogBuffer()
  const left = new AbortController()

  function take(events: readonly DeployEvent[]): void {
    const { story: next, lines } = continueStory(story.value, events)
    story.value = next
    if (lines.length === 0) return
    buffer.push(lines)
    const names = new Set(sources.value)
    for (const { source } of lines) names.add(source)
    if (names.size !== sources.value.length) sources.value = [...names]
  }
  async function load(): Promise<void> {
    try {
      deploy.value = await call('oneDeploy', { params, signal: left.signal })
      problem.value = null
    } catch (error) {
      if (!left.signal.aborted) problem.value = asProblem(error)
    }
  }
  async function read(wait: boolean): Promise<void> {
    take(
      await call('deployEvents', {
        params,
        query: { after: story.value.seq, wait: wait ? 'true' : 'false' },
        signal: left.signal,
      }),
    )
  }
  function hear(event: LiveEvent): void {
    if (event.kind === 'deploy' && event.deploy.id === id) deploy.value = event.deploy
    if (event.kind === 'deploy-events' && event.id === id) take(event.events)
  }
  const over = () => story.value.outcome !== null || (deploy.value !== null && isFinished(deploy.value))

  /** While the live connection is away: the server holds each request until there is something to tell. */
  async function follow(): Promise<void> {
    await load()
    await read(false).catch(() => {})
    while (!left.signal.aborted) {
      if (live.state.value === 'open' || over()) {
        await pause(1_000)
        continue
      }
      const { seq } = story.value
      await read(true).catch(() => pause(2_000))
      if (story.value.outcome) await load()
      else if (story.value.seq === seq) {
        // Nothing that goes on from here: what the operation itself says is enough, and nobody is asked in a hurry.
        await load()
        await pause(1_000)
      }
    }
  }
  useRoom(() => `deploy:${id}`, { event: hear, after: () => story.value.seq })
  void follow()
  onScopeDispose(() => left.abort())

  const state = computed(() => story.value.outcome?.state ?? deploy.value?.state ?? 'queued')
  const stages = computed(() =>
    story.value.stages.length > 0 ? story.value.stages : (deploy.value?.stages ?? []),
  )
  const failure = computed(() => story.value.outcome?.failure ?? deploy.value?.failure ?? null)
  return { deploy, problem, story, buffer, sources, state, stages, failure, load }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
