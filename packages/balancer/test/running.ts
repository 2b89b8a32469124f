import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Backend, type BalancerConfig, connect, prepareFolder } from '@keelson/balancer'
import {
  createContainer,
  type Docker,
  removeContainer,
  restartContainer,
  startContainer,
} from '@keelson/engine'

/** Things to end, last made first ended, whatever happened between. */
export class Ends {
  #list: (() => Promise<unknown> | unknown)[] = []
  add(end: () => Promise<unknown> | unknown): void {
    this.#list.unshift(end)
  }
  async all(): Promise<void> {
    for (const end of this.#list) await end()
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export type Running = Awaited<ReturnType<typeof runBalancer>>

/** A real HAProxy in a container of its own, on a free port, with its own folder. */
export async function runBalancer(docker: Docker, ends: Ends, parts: Partial<BalancerConfig> = {}) {
  const port = await freePort()
  const config: BalancerConfig = {
    http: { port, addresses: ['127.0.0.1'] },
    dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: 1 },
    routes: [],
    published: [],
    backends: [],
    cookieKey: randomBytes(12).toString('hex'),
    ...parts,
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'balancer-'))
  ends.add(() => rm(folder, { recursive: true, force: true }))
  const user = await prepareFolder(folder, config)
  const { Id } = await createContainer(docker, `balancer-test-${randomBytes(4).toString('hex')}`, {
    Image: 'keelson/haproxy:2.6',
    Cmd: 'haproxy -W -db -dMglobal,no-tag -S /balancer/master.sock,mode,660 -f /balancer/haproxy.cfg'.split(
      ' ',
    ),
    User: user,
    HostConfig: {
      NetworkMode: 'host',
      Binds: [`${folder}:/balancer`],
      RestartPolicy: { Name: 'unless-stopped' },
    },
  })
  ends.add(() => removeContainer(docker, Id, { force: true, volumes: true }))
  const balancer = connect({ folder })
  const ready = () =>
    until(() =>
      balancer.statistics().then(
        () => true,
        () => false,
      ),
    )
  await startContainer(docker, Id)
  await ready()
  return {
    id: Id,
    folder,
    port,
    config,
    balancer,
    restart: async () => {
      await restartContainer(docker, Id, { timeout: 0 })
      await ready()
    },
    get: (host: string, options: http.RequestOptions = {}) => get(port, host, options),
  }
}

/** An application's replica: says its name and what headers came; echoes after an upgrade. */
export async function replica(name: string, ends: Ends) {
  const open = new Set<Duplex>()
  const server = http.createServer((request, response) => {
    const wait = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('wait') ?? 0)
    setTimeout(() => response.end(JSON.stringify({ name, headers: request.headers })), wait)
  })
  server.keepAliveTimeout = 600_000
  server.on('upgrade', (request, socket: Duplex) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    socket.on('error', () => undefined).pipe(socket)
    open.add(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async () => {
    for (const socket of open) socket.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  ends.add(stop)
  const { port } = server.address() as AddressInfo
  return { server: { id: name.padEnd(12, '0'), address: '127.0.0.1', port }, stop }
}

export const backend = (name: string, servers: Backend['servers'], more: Partial<Backend> = {}): Backend => ({
  name,
  kind: 'http',
  servers,
  ...more,
})

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string }

export function get(port: number, host: string, options: http.RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...options.headers, host }
    const request = http.get({ host: '127.0.0.1', port, ...options, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    request.on('error', reject)
  })
}

/** Visitors that ask again and again until stopped: half keep their connection, half make a new one each time. */
export function visitors(port: number, host: string, count: number, ends: Ends) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: count })
  const failures: string[] = []
  const names: Record<string, number> = {}
  let going = true
  const lanes = Array.from({ length: count }, async (_, lane) => {
    while (going) {
      try {
        const { status, body } = await get(port, host, { agent: lane % 2 === 0 ? agent : false })
        if (status !== 200) failures.push(`status ${status}`)
        else names[JSON.parse(body).name] = (names[JSON.parse(body).name] ?? 0) + 1
      } catch (error) {
        failures.push(String(error))
      }
      await delay(2)
    }
  })
  const stop = async () => {
    going = false
    await Promise.all(lanes)
    agent.destroy()
    return failures
  }
  ends.add(stop)
  return { names, stop }
}

/** An upgraded connection; `say` resolves with what comes back, or rejects once it is cut. */
export async function upgraded(port: number, host: string, ends: Ends) {
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const key = randomBytes(16).toString('base64')
    const headers = { host, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': key }
    const request = http.request({ host: '127.0.0.1', port, headers, agent: false })
    request.once('upgrade', (_, socket) => resolve(socket))
    request.once('response', ({ statusCode }) => reject(new Error(`Not upgraded, but ${statusCode}.`)))
    request.once('error', reject)
    request.end()
  })
  let closed = false
  socket.on('error', () => undefined)
  socket.on('close', () => {
    closed = true
  })
  ends.add(() => socket.destroy())
  return {
    close: () => socket.destroy(),
    say: (text: string) =>
      new Promise<string>((resolve, reject) => {
        const cut = () => reject(new Error('The connection was cut.'))
        if (closed) cut()
        socket.once('close', cut)
        socket.once('data', (data: Buffer) => {
          socket.off('close', cut)
          resolve(data.toString())
        })
        socket.write(text)
      }),
  }
}

/** Polls until it is so; fails after ten seconds. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not so after ten seconds: ${isSo}`)
    await delay(20)
  }
}
