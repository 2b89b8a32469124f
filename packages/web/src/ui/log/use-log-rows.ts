import { computed, type Ref, shallowRef, watch } from 'vue'
import type { LogBuffer } from './log-buffer.ts'
import { RowLayout } from './row-layout.ts'

export const rowHeight = 20

/** Which lines of the buffer are shown (by source), where they stand, and which of them are in sight. */
export function useLogRows(
  buffer: LogBuffer,
  options: { source: Ref<string | null>; columns: Ref<number>; scrollTop: Ref<number>; height: Ref<number> },
) {
  const state = shallowRef({ shown: [] as number[], layout: new RowLayout(options.columns.value) })
  let read = 0
  let generation = buffer.generation

  const extend = (fresh: boolean) => {
    const { shown, layout } = fresh
      ? { shown: [], layout: new RowLayout(options.columns.value) }
      : state.value
    if (fresh) read = 0
    generation = buffer.generation
    for (; read < buffer.length; read += 1) {
      const entry = buffer.at(read)
      if (!entry || (options.source.value !== null && entry.source !== options.source.value)) continue
      shown.push(read)
      layout.append(buffer.plain(read))
    }
    state.value = { shown, layout }
  }
  watch([options.source, options.columns], () => extend(true))
  watch(buffer.changed, () => extend(generation !== buffer.generation || read > buffer.length), {
    immediate: true,
  })

  const window = computed(() => {
    const { shown, layout } = state.value
    const firstRow = Math.max(0, Math.floor(options.scrollTop.value / rowHeight) - 10)
    const lastRow = firstRow + Math.ceil(options.height.value / rowHeight) + 20
    const rows: { index: number; position: number; top: number; height: number }[] = []
    if (shown.length === 0) return rows
    for (let position = layout.lineAt(firstRow); position < shown.length; position += 1) {
      const top = layout.top(position)
      if (top > lastRow) break
      rows.push({
        index: shown[position] ?? 0,
        position,
        top: top * rowHeight,
        height: layout.height(position) * rowHeight,
      })
    }
    return rows
  })
  const total = computed(() => state.value.layout.rows * rowHeight)
  return { state, window, total }
}
