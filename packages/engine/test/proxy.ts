import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Docker } from '../src/index.ts'

export type Proxy = {
  /** The engine, as it is reached through the proxy. */
  docker: Docker
  /** Closes all connections that are open. */
  drop(): void
  close(): void
}

/** Stands between a test and the engine; `onAsked` and `onAnswered` see what passes, and on which connection. */
export async function proxy(
  engine: Docker,
  seen: {
    onAsked?: (text: string, by: Socket) => void
    onAnswered?: (text: string, to: Socket) => void
  } = {},
): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-engine-proxy-'))
  const path = join(folder, 'docker.sock')
  const open = new Set<Socket>()
  const server = createServer((here) => {
    const there = connectSocket(engine.address.replace(/^unix:\/\//, ''))
    here.on('data', (data) => seen.onAsked?.(data.toString('latin1'), here))
    there.on('data', (data) => seen.onAnswered?.(data.toString('latin1'), here))
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await once(server.listen(path), 'listening')
  const docker = connect({ host: `unix://${path}` })
  const drop = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    docker,
    drop,
    close: () => {
      docker.close()
      drop()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
