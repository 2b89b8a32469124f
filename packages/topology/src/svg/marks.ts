import type { Tone } from '../live.ts'

/** The mark of a state in a square of 12 pixels: each has a shape of its own, so colour is not needed to tell. */
export const marks: Record<Tone, string> = {
  good: '<circle cx="6" cy="6" r="4.25" fill="currentColor"/>',
  busy: '<path d="M6 1.75A4.25 4.25 0 1 1 1.75 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  warn: '<path d="M6 1.2 11.2 10.4H.8Z" fill="currentColor"/>',
  bad: '<path d="M2.5 2.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round"/>',
  idle: '<circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
}
