import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AwsClient } from 'aws4fetch'

/** An S3-compatible server that has nothing of ours: OpenStack Swift, from Debian's `python3-swift`. */
export async function startSwift() {
  const [key, secret, region] = ['photos:chat', 'secret-of-the-bucket', 'eu-south-2']
  const folder = await mkdtemp(join(tmpdir(), 'swift-'))
  const script = fileURLToPath(new URL('s3-server.py', import.meta.url))
  // Debian's own: another one on the path would not find Debian's package.
  const child = spawn('/usr/bin/python3', [script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, S3_ACCESS_KEY_ID: key, S3_SECRET_ACCESS_KEY: secret, S3_REGION: region },
  })
  const ended = once(child, 'exit')
  const close = async () => {
    child.stdin.end()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const port = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => undefined)])
  if (!port) {
    await close()
    throw new Error('Swift did not start. Is the Debian package python3-swift there?')
  }
  const endpoint = `http://127.0.0.1:${port[0]}`
  const client = new AwsClient({ accessKeyId: key, secretAccessKey: secret, region, service: 's3' })
  return {
    ...{ endpoint, key, secret, region },
    async makeBucket(name: string): Promise<void> {
      const answer = await client.fetch(`${endpoint}/${name}`, { method: 'PUT' })
      if (!answer.ok) throw new Error(`No bucket: ${answer.status} ${await answer.text()}`)
    },
    [Symbol.asyncDispose]: close,
  }
}
