import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, type WireRequest } from './client.ts'
import { ApiProblem } from './problem.ts'

test('a call fills the path and the query of its endpoint, and reads the answer by its schema', async () => {
  const asked: WireRequest[] = []
  const call = createClient(async (request) => {
    asked.push(request)
    return { status: 200, body: [] }
  })
  const answer = await call('deployEvents', { params: { deploy: 'a/b' }, query: { after: 7, wait: 'true' } })
  assert.deepEqual(answer, [])
  assert.deepEqual(asked, [{ method: 'GET', url: '/api/v1/deploys/a%2Fb/events?after=7&wait=true' }])
})

test('a refusal is thrown with everything that the server said', async () => {
  const body = {
    type: 'x',
    title: 'The name is taken.',
    status: 409,
    code: 'name-taken',
    problems: [{ code: 'c', severity: 'error', message: 'm', frame: '1 | x' }],
  }
  const heard: number[] = []
  const call = createClient(
    async () => ({ status: 409, body }),
    (status) => heard.push(status),
  )
  await assert.rejects(
    call('projects'),
    (error) => error instanceof ApiProblem && error.details.problems?.[0]?.frame === '1 | x',
  )
  assert.deepEqual(heard, [409])
})

test('what is not ours is told apart: no answer, a proxy’s page, an answer of another shape', async () => {
  const code = async (transport: Parameters<typeof createClient>[0]) =>
    createClient(transport)('projects').then(
      () => 'answered',
      (error: unknown) => (error instanceof ApiProblem ? error.code : 'thrown'),
    )
  assert.equal(await code(() => Promise.reject(new TypeError('Failed to fetch'))), 'unreachable')
  for (const status of [502, 503, 504])
    assert.equal(await code(async () => ({ status, body: '<html>Not answering</html>' })), 'unreachable')
  assert.equal(await code(async () => ({ status: 418, body: '<html>Tea</html>' })), 'unexpected-answer')
  assert.equal(await code(async () => ({ status: 200, body: { not: 'a list' } })), 'unexpected-answer')
})
