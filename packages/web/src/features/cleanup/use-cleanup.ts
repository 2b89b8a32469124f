import type { CleanupItem } from '@keelson/protocol'
import { computed, ref, watch } from 'vue'
import { useAction } from '../../api/use-action.ts'
import { useResource } from '../../api/use-resource.ts'
import { useConnection } from '../../connection.ts'
import { useRoom } from '../../live/use-room.ts'
import { isFinished } from '../../nouns/deploy-words.ts'

/** What the installation holds, what of it is chosen, and the cleanup that runs. */
export function useCleanup() {
  const { call } = useConnection()
  const { data: holdings, problem, loading, reload } = useResource((signal) => call('holdings', { signal }))
  const { data: cleanups, reload: look } = useResource((signal) => call('cleanups', { signal }))
  const chosen = ref(new Set<string>())

  const may = computed(() => holdings.value?.items.filter((item) => item.may) ?? [])
  const stays = computed(() => holdings.value?.items.filter((item) => !item.may) ?? [])
  const picked = computed(() => may.value.filter(({ id }) => chosen.value.has(id)))
  const running = computed(() => cleanups.value?.find((one) => !isFinished(one)) ?? null)
  watch(holdings, (now) => {
    chosen.value = new Set(now?.items.filter(({ suggested }) => suggested).map(({ id }) => id))
  })
  // It is measured anew when something has gone, however quickly that went.
  const ended = computed(() => cleanups.value && (cleanups.value.find(isFinished)?.id ?? 'none'))
  watch(ended, (_, before) => before && void reload())
  useRoom(() => 'cleanups', {
    event(event) {
      if (event.kind !== 'cleanup') return
      const others = cleanups.value?.filter(({ id }) => id !== event.cleanup.id) ?? []
      cleanups.value = [event.cleanup, ...others].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
    },
    refetch: look,
  })

  function choose(item: CleanupItem, wanted: boolean): void {
    const next = new Set(chosen.value)
    if (wanted) next.add(item.id)
    else next.delete(item.id)
    chosen.value = next
  }
  const begin = useAction(async () => {
    const volumes = picked.value.filter(({ kind }) => kind === 'volume').map(({ name }) => name)
    await call('cleanUp', { body: { items: picked.value.map(({ id }) => id), volumes } })
    await look()
    return true
  })
  const cancel = useAction(async () => {
    if (running.value) await call('cancelCleanup', { params: { cleanup: running.value.id } })
    await look()
  })
  return {
    holdings,
    problem,
    loading,
    reload,
    cleanups,
    may,
    stays,
    picked,
    running,
    choose,
    begin,
    cancel,
  }
}

export const bytesOf = (items: { bytes: number }[]) => items.reduce((sum, { bytes }) => sum + bytes, 0)
