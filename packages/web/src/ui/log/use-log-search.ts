import { computed, type Ref, ref, watch } from 'vue'
import type { LogBuffer } from './log-buffer.ts'

/** Finds a text in the shown lines; `current` walks through the lines that hold it. */
export function useLogSearch(buffer: LogBuffer, shown: Ref<{ shown: number[] }>) {
  const text = ref('')
  const query = ref('')
  const hits = ref<number[]>([])
  const current = ref(-1)
  let searched = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const search = (fresh: boolean) => {
    const lines = shown.value.shown
    if (fresh || searched > lines.length) {
      hits.value = []
      searched = 0
    }
    if (!query.value) return
    const found: number[] = []
    for (; searched < lines.length; searched += 1) {
      if (
        buffer
          .plain(lines[searched] ?? 0)
          .toLowerCase()
          .includes(query.value)
      )
        found.push(searched)
    }
    if (found.length === 0) return
    hits.value = [...hits.value, ...found]
    // Also to one that arrives after it was asked for.
    if (current.value < 0) current.value = 0
  }
  watch(text, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      query.value = value.toLowerCase()
      current.value = -1
      search(true)
    }, 120)
  })
  let known = shown.value.shown
  watch(shown, (value) => {
    search(value.shown !== known)
    known = value.shown
  })

  const step = (by: 1 | -1) => {
    const count = hits.value.length
    if (count > 0) current.value = (current.value + by + count) % count
  }
  /** Position, among the shown lines, of the hit one stands on. */
  const position = computed(() => hits.value[current.value] ?? -1)
  return { text, query, hits, current, position, step }
}
