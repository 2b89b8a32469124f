import { onScopeDispose, type Ref, ref } from 'vue'

const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The present, in milliseconds, once a second while anybody looks. */
export function useNow(): Readonly<Ref<number>> {
  now.value = Date.now()
  users += 1
  timer ??= setInterval(() => {
    now.value = Date.now()
  }, 1_000)
  onScopeDispose(() => {
    users -= 1
    if (users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return now
}
