import { shallowReactive } from 'vue'
import type { Tone } from './tone.ts'

export type ToastAction = { label: string; run: () => void }
export type Toast = { id: number; tone: Tone; text: string; action: ToastAction | undefined }
type Shown = { action?: ToastAction; ms?: number }

export const toasts = shallowReactive<Toast[]>([])
const timers = new Map<number, { left: number; since: number; timer: ReturnType<typeof setTimeout> }>()
let last = 0

/** Says something for some seconds, without taking the focus; `action` is a button beside it, good once. */
export function toast(text: string, tone: Tone = 'good', { action, ms = 5_000 }: Shown = {}): void {
  last += 1
  const id = last
  toasts.push({ id, tone, text, action })
  count(id, ms)
}

export function dismiss(id: number): void {
  clearTimeout(timers.get(id)?.timer)
  timers.delete(id)
  const index = toasts.findIndex((one) => one.id === id)
  if (index >= 0) toasts.splice(index, 1)
}

/** Does what the toast offers, and closes it. */
export function take(one: Toast): void {
  dismiss(one.id)
  one.action?.run()
}

/** The newest toast that still offers something. */
export const lastOffer = (): Toast | undefined => toasts.findLast(({ action }) => action !== undefined)

/** Nobody is hurried: while a toast is looked at, its time stands still. */
export function hold(id: number): void {
  const running = timers.get(id)
  if (!running) return
  clearTimeout(running.timer)
  running.left -= Date.now() - running.since
}

export function release(id: number): void {
  const held = timers.get(id)
  if (held) count(id, Math.max(held.left, 1_500))
}

function count(id: number, ms: number): void {
  clearTimeout(timers.get(id)?.timer)
  timers.set(id, { left: ms, since: Date.now(), timer: setTimeout(() => dismiss(id), ms) })
}
