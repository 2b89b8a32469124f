import { onUnmounted, ref, watch } from 'vue'
import type { MatchView } from '../../../game/match/view.ts'
import { sentence, useServices } from '../stores/services.ts'
import { Failure } from './client.ts'
import { onNow } from './line.ts'

/** A match as it goes on: pushed over the line, or by long requests while that is closed. */
export function useMatch(id: string) {
  const services = useServices()
  const match = ref<MatchView>()
  const unknown = ref(false)
  const trouble = ref('')
  const stop = new AbortController()
  let asking = false

  function see(view: MatchView | undefined): void {
    if (view?.id === id && view.version >= (match.value?.version ?? -1)) match.value = view
  }

  async function look(query = ''): Promise<void> {
    try {
      see(await services.ask<MatchView>('GET', `/api/matches/${id}${query}`, undefined, stop.signal))
      trouble.value = ''
    } catch (error) {
      if (stop.signal.aborted) return
      if (error instanceof Failure && error.status === 404) unknown.value = true
      else trouble.value = sentence(error)
      await new Promise((done) => setTimeout(done, 1000))
    }
  }

  async function withoutLine(): Promise<void> {
    if (asking) return
    asking = true
    while (!services.connected && !stop.signal.aborted && !unknown.value)
      await look(`?after=${match.value?.version ?? -1}&wait=25`)
    asking = false
  }

  async function move(path: string, body: unknown): Promise<void> {
    trouble.value = ''
    try {
      see(await services.ask<MatchView>('POST', `/api/matches/${id}/${path}`, body))
    } catch (error) {
      // Whoever was quicker: what there is now says it better than the refusal.
      if (error instanceof Failure && error.status === 409) await look()
      else trouble.value = sentence(error)
    }
  }

  const line = services.line
  line?.on('match', see)
  void look()
  watch(
    () => [services.connected, services.tried],
    ([connected, tried]) => {
      if (connected && line)
        void onNow<MatchView>(line, (tell) => line.emit('match', id, tell), stop.signal).then(see)
      else if (tried) void withoutLine()
    },
    { immediate: true },
  )
  onUnmounted(() => {
    stop.abort()
    line?.off('match', see)
  })
  return { match, unknown, trouble, move, look }
}
