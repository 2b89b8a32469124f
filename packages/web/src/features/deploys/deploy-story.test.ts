import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeployEvent } from '@keelson/protocol'
import { continueStory, emptyStory } from './deploy-story.ts'

const at = '2026-05-01T12:00:00.000Z'
const events: DeployEvent[] = [
  { seq: 1, at, kind: 'stage', stage: 'build', state: 'running' },
  { seq: 2, at, kind: 'log', stage: 'build', source: 'web', line: 'one' },
  { seq: 3, at, kind: 'step', index: 0, text: 'Create web-1', because: 'new', state: 'planned' },
  { seq: 4, at, kind: 'step', index: 0, text: 'Create web-1', because: 'new', state: 'done' },
  { seq: 5, at, kind: 'stage', stage: 'build', state: 'done' },
  { seq: 6, at, kind: 'outcome', state: 'succeeded', failure: null },
]

test('events become stages, steps, lines and an outcome', () => {
  const { story, lines } = continueStory(emptyStory, events)
  assert.deepEqual(story.stages, [{ name: 'build', state: 'done', startedAt: at, finishedAt: at }])
  assert.deepEqual(story.steps, [{ index: 0, text: 'Create web-1', because: 'new', state: 'done' }])
  assert.deepEqual(lines, [{ line: 'one', source: 'web', at }])
  assert.equal(story.outcome?.state, 'succeeded')
})

test('a replay after a break changes nothing', () => {
  const once = continueStory(emptyStory, events).story
  const twice = continueStory(once, events)
  assert.equal(twice.story, once)
  assert.deepEqual(twice.lines, [])
})

test('an event that overtook others waits for them', () => {
  const early = continueStory(emptyStory, events.slice(3))
  assert.equal(early.story.seq, 0)
  assert.deepEqual(early.story.steps, [])
  const whole = continueStory(early.story, events.slice(0, 3))
  assert.equal(whole.story.seq, 6)
  assert.equal(whole.story.steps[0]?.state, 'done')
  assert.deepEqual(whole.story.early, [])
})
