import type { Deploy, DeployEvent, Phrase } from '@keelson/protocol'
import type { LogEntry } from '../../ui/log/log-buffer.ts'

export type Step = {
  index: number
  text: string
  because: string
  phrases?: { does: Phrase; because: Phrase | null }
  state: 'planned' | 'started' | 'done' | 'failed'
}
export type Stage = Deploy['stages'][number]
/** Everything that the events of one deploy have told so far. */
export type Story = {
  /** The last sequence number taken in. */
  seq: number
  stages: Stage[]
  steps: Step[]
  outcome: { state: Deploy['state']; failure: string | null } | null
  /** Came too early: what lies before them is still on its way. */
  early: readonly DeployEvent[]
}

export const emptyStory: Story = { seq: 0, stages: [], steps: [], outcome: null, early: [] }

/**
 * Takes events in: answers the story after them and the lines they add to the log. Events already taken in (a
 * replay after a break) change nothing; those with a hole before them wait until it is filled.
 */
export function continueStory(
  story: Story,
  events: readonly DeployEvent[],
): { story: Story; lines: LogEntry[] } {
  const fresh = [...story.early, ...events]
    .filter(({ seq }) => seq > story.seq)
    .toSorted((a, b) => a.seq - b.seq)
  if (fresh.length === 0) return { story, lines: [] }
  const next: Story = { ...story, stages: [...story.stages], steps: [...story.steps] }
  const lines: LogEntry[] = []
  for (const event of fresh) {
    if (event.seq !== next.seq + 1) continue
    next.seq = event.seq
    switch (event.kind) {
      case 'stage':
        putStage(next.stages, event.stage, event.state, event.at)
        break
      case 'log':
        lines.push({ line: event.line, source: event.source, at: event.at })
        break
      case 'step':
        putStep(next.steps, {
          index: event.index,
          text: event.text,
          because: event.because,
          ...(event.phrases && { phrases: event.phrases }),
          state: event.state,
        })
        break
      case 'outcome':
        next.outcome = { state: event.state, failure: event.failure }
        break
      default:
        event satisfies never
    }
  }
  next.early = fresh.filter(({ seq }) => seq > next.seq)
  return { story: next, lines }
}

function putStage(stages: Stage[], name: Stage['name'], state: Stage['state'], at: string): void {
  const index = stages.findLastIndex((stage) => stage.name === name)
  const known = stages[index]
  if (state === 'running' || !known) {
    stages.push({ name, state, startedAt: at, finishedAt: state === 'running' ? null : at })
  } else {
    stages[index] = { ...known, state, finishedAt: at }
  }
}

function putStep(steps: Step[], step: Step): void {
  const index = steps.findIndex((known) => known.index === step.index)
  if (index < 0) steps.push(step)
  else steps[index] = step
}

/** How many steps are done, of how many. */
export function stepCounts(steps: readonly Step[]): { done: number; all: number } {
  return { done: steps.filter(({ state }) => state === 'done').length, all: steps.length }
}
