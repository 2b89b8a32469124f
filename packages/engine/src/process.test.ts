import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProcessError, run } from './process.ts'

test('arguments reach the program as they are, without a shell', async () => {
  const { code, stdout } = await run(['printf', '%s|', '$HOME', '; echo x', '`id`'])
  assert.equal(code, 0)
  assert.equal(stdout, '$HOME|; echo x|`id`|')
})

test('input, environment and exit code', async () => {
  const { code, stdout, stderr } = await run(['sh', '-c', 'cat; echo "$WHO" >&2; exit 3'], {
    input: 'hello',
    environment: { WHO: 'me', PATH: process.env.PATH },
  })
  assert.deepEqual({ code, stdout, stderr }, { code: 3, stdout: 'hello', stderr: 'me\n' })
})

test('a program that takes too long, says too much or is missing', async () => {
  await assert.rejects(run(['sleep', '60'], { timeout: 50 }), ProcessError)
  await assert.rejects(run(['yes'], { outputLimit: 10_000 }), /wrote more than 10000 bytes/)
  await assert.rejects(run(['no-such-program-here']), /no-such-program-here is not installed/)
})

test('cancelling ends the program and what it started', async () => {
  const controller = new AbortController()
  const lines: string[] = []
  const running = run(['sh', '-c', 'sleep 61 & echo $! >&2; wait'], {
    signal: controller.signal,
    onLine: (line) => {
      lines.push(line)
      controller.abort()
    },
  })
  await assert.rejects(running, { name: 'AbortError' })
  const deadline = Date.now() + 5_000
  const alive = () => {
    try {
      return process.kill(Number(lines[0]), 0)
    } catch {
      return false
    }
  }
  while (alive() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(alive(), false)
})
