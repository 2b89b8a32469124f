import type { MatchView } from '../game/match/view.ts'
import type { JobView } from './jobs.ts'

/** What is acknowledged: the present state, or why not. */
export type Followed<T> = { ok: true; now: T } | { ok: false; reason: string }

/** Pages ask to follow what is theirs … */
export type ToServer = {
  job: (id: string, acknowledge: (followed: Followed<JobView>) => void) => void
  match: (id: string, acknowledge: (followed: Followed<MatchView>) => void) => void
}

/** … and are told of every change. */
export type ToPage = {
  replica: (name: string) => void
  job: (view: JobView) => void
  match: (view: MatchView) => void
}
