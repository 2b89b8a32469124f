import { shallowReactive } from 'vue'
import type { Tone } from './tone.ts'

export type Toast = { id: number; tone: Tone; text: string }
export const toasts = shallowReactive<Toast[]>([])
let last = 0

/** Says something for some seconds, without taking the focus. */
export function toast(text: string, tone: Tone = 'good', ms = 5_000): void {
  last += 1
  const id = last
  toasts.push({ id, tone, text })
  setTimeout(() => dismiss(id), ms)
}

export function dismiss(id: number): void {
  const index = toasts.findIndex((one) => one.id === id)
  if (index >= 0) toasts.splice(index, 1)
}
