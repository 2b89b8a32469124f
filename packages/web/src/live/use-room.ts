import type { LiveEvent, Room } from '@keelson/protocol'
import { onScopeDispose, watch } from 'vue'
import { useConnection } from '../connection.ts'

/** How often a page asks again, while the live connection is away. */
const pollMs = 5_000

/**
 * Keeps a page true: events of a room as they come, `refetch` after every entry (what was missed in a break is in
 * it), and `refetch` again and again while there is no live connection and somebody looks.
 */
export function useRoom(
  room: () => Room | null,
  on: { event(event: LiveEvent): void; refetch?(): unknown; after?(): number },
): void {
  const { live } = useConnection()
  let leave = () => {}
  let refetching = false
  const refetch = async () => {
    if (refetching) return
    refetching = true
    try {
      await on.refetch?.()
    } finally {
      refetching = false
    }
  }
  watch(
    room,
    (now) => {
      leave()
      leave = now
        ? live.watch(now, { event: on.event, entered: refetch, ...(on.after ? { after: on.after } : {}) })
        : () => {}
    },
    { immediate: true },
  )
  const timer = setInterval(() => {
    if (live.state.value !== 'open' && document.visibilityState === 'visible' && room()) void refetch()
  }, pollMs)
  onScopeDispose(() => {
    leave()
    clearInterval(timer)
  })
}
