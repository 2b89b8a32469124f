import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the browser finds the proxy, in its own network. */
export const PROXY_PORT = 1080

/**
 * What a browser is launched with to live in a network of its own. Chromium drops every connection when the
 * machine's network interfaces change, which each container that starts or stops does; in there nothing changes.
 * Its connections come out of this process: to this machine, whatever the host name, and to nowhere else.
 * Needs root, `unshare` and `ip`.
 */
export async function ownNetwork(chromium: string) {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-browser-'))
  const proxy = join(folder, 'proxy')
  const server = createServer(socks)
  await new Promise<void>((resolve) => server.listen(proxy, resolve))
  return {
    executablePath: fileURLToPath(new URL('own-network.sh', import.meta.url)),
    env: {
      ...process.env,
      KEELSON_TEST_NODE: process.execPath,
      KEELSON_TEST_CHROMIUM: chromium,
      KEELSON_TEST_PROXY: proxy,
    },
    args: [
      `--proxy-server=socks5://127.0.0.1:${PROXY_PORT}`,
      // Also what is called localhost: that is the other network's.
      '--proxy-bypass-list=<-loopback>',
    ],
    close() {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const HERE = /^(localhost|127\.0\.0\.1|.+\.localhost)$/

/** One connection of SOCKS 5 (RFC 1928): no credentials, CONNECT only. */
function socks(client: Socket): void {
  let asked = Buffer.alloc(0)
  let greeted = false
  client.on('error', () => client.destroy())
  client.on('data', function read(chunk: Buffer) {
    asked = Buffer.concat([asked, chunk])
    if (!greeted) {
      const length = 2 + (asked[1] ?? Infinity)
      if (asked.length < length) return
      asked = asked.subarray(length)
      greeted = true
      client.write(Uint8Array.of(5, 0))
    }
    const target = readTarget(asked)
    if (!target) return
    client.off('data', read).pause()
    if (HERE.test(target.host)) lead(client, target.port)
    // Not allowed by the rules.
    else client.end(Uint8Array.of(5, 2, 0, 1, 0, 0, 0, 0, 0, 0))
  })
}

function readTarget(asked: Buffer): { host: string; port: number } | undefined {
  const kind = asked[3]
  const size = kind === 1 ? 4 : kind === 3 ? 1 + (asked[4] ?? 0) : 16
  if (asked.length < 4 + size + 2) return undefined
  const name = asked.subarray(4, 4 + size)
  return {
    host: kind === 3 ? name.toString('latin1', 1) : name.join('.'),
    port: asked.readUInt16BE(4 + size),
  }
}

function lead(client: Socket, port: number): void {
  const target = connect(port, '127.0.0.1')
  const refuse = () => client.end(Uint8Array.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0))
  target.once('error', refuse)
  target.once('connect', () => {
    target.off('error', refuse).on('error', () => client.destroySoon())
    client.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    client.pipe(target).pipe(client)
    target.on('close', () => client.destroySoon())
  })
  client.on('close', () => target.destroy())
}
