import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSheet } from 'read-excel-file/node'
import { Configuration } from '../model/configuration.ts'
import type { Department } from '../model/department.ts'
import { csvCell, csvOf, sheetOf, xlsxOf } from './downloads.ts'
import { outcomeOf } from './outcome.ts'

const choice = (project: string, rank: number) => ({ project, rank })
const department: Department = {
  students: [
    { id: 's1', name: 'Ana', comments: '', choices: [choice('p1', 1), choice('p2', 2)] },
    { id: 's2', name: '=cmd()', comments: '', choices: [choice('p1', 1), choice('p2', 2), choice('p3', 3)] },
    { id: 's3', name: 'Eva', comments: '', choices: [choice('p1', 2), choice('p3', 1)] },
  ],
  projects: ['p1', 'p2', 'p3'].map((id, n) => ({
    id,
    title: `Title ${id}`,
    lecturer: n === 1 ? 'L2' : 'L1',
    email: '',
    capacity: 1,
    minimum: 0,
  })),
  lecturers: [],
}
const proof = {
  method: 'by hand' as const,
  objective: 0,
  bound: null,
  gap: null,
  proven: false,
  seconds: 0,
}
const outcome = (allocation: number[], settings: object = {}) =>
  outcomeOf(department, Configuration.parse(settings), Int32Array.from(allocation), proof)

test('each better choice has what blocked it: who has it, a rule, or the whole', () => {
  const { placed } = outcome([1, -1, 0], {
    disallowed: [{ student: 's1', projects: ['p1'] }],
    lecturerDefaults: { capacity: 1, minimum: 0, target: null },
  })
  assert.deepEqual(placed[0]?.why, [{ project: 'p1', rank: 1, because: 'rule' }])
  assert.deepEqual(placed[1]?.why, [
    { project: 'p1', rank: 1, because: 'project-full', by: [{ student: 's3', rank: 2 }] },
    { project: 'p2', rank: 2, because: 'project-full', by: [{ student: 's1', rank: 2 }] },
    { project: 'p3', rank: 3, because: 'lecturer-full', by: [{ student: 's3', rank: 2 }] },
  ])
  assert.deepEqual(placed[2]?.why, [{ project: 'p3', rank: 1, because: 'whole' }])
})

test('metrics: ranks, unfairness, loads, stability', () => {
  const { metrics } = outcome([1, 2, 0])
  const { variance, ...rank } = metrics.rank
  assert.deepEqual(rank, { max: 3, median: 2, mean: 7 / 3 })
  assert.ok(Math.abs(variance - 2 / 9) < 1e-9)
  assert.deepEqual(metrics.ranks, [
    { rank: 2, students: ['s1', 's3'] },
    { rank: 3, students: ['s2'] },
  ])
  assert.equal(metrics.unfair.count, 3)
  assert.deepEqual([metrics.unfair.total, metrics.unfair.mean], [4, 4 / 3])
  assert.equal(metrics.stable, false)
  assert.ok(outcome([0, 1, 2]).metrics.stable)
})

test('what breaks a rule is named', () => {
  assert.deepEqual(
    outcome([0, 0, 1], { lecturerDefaults: { capacity: 1, minimum: 0, target: null } }).violations,
    [
      { code: 'project-over', name: 'p1' },
      { code: 'lecturer-over', name: 'L1' },
      { code: 'not-permitted', name: 's3' },
    ],
  )
})

test('downloads are inert and say the same in each format', async () => {
  const sheet = sheetOf('students', outcome([1, 0, 2]))
  assert.match(
    csvOf(sheet),
    /^\ufeffEEID,NAME,PID,TITLE,SUP,RANK\r\ns1,Ana,p2,Title p2,L2,2\r\ns2,'=cmd\(\),p1/,
  )
  assert.deepEqual(['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a,b', 'say "x"', 7, null].map(csvCell), [
    "'=1+1",
    "'+1",
    "'-1",
    "'@x",
    "'\tx",
    '"\'\rx"',
    '"a,b"',
    '"say ""x"""',
    '7',
    '',
  ])
  assert.deepEqual(await readSheet(await xlsxOf(sheet)), sheet)
})
