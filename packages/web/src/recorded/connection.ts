import { type EndpointName, endpoints } from '@keelson/protocol'
import { readonly, ref } from 'vue'
import { createClient, type Transport } from '../api/client.ts'
import type { Connection } from '../connection.ts'
import type { Live, LiveState, Watcher } from '../live/live.ts'
import { answers } from './answers.ts'
import { Refusal } from './refusal.ts'
import { type SceneName, scenes } from './scenes.ts'
import { serviceLines } from './service-lines.ts'
import { recordedTerminal } from './terminal.ts'
import { balancerNow } from './traffic.ts'
import type { World } from './world.ts'

/**
 * A connection to a world in the page. `?scene=` of the first address chooses it; `&live=off` keeps the socket shut,
 * so that everything goes by HTTP.
 */
export function recordedConnection(onRefused: (status: number) => void): Connection {
  const asked = new URLSearchParams(location.search)
  const name = asked.get('scene') ?? 'full'
  const world = scenes[isScene(name) ? name : 'full']()
  return {
    call: createClient(transport(world), onRefused),
    live: recordedLive(world, asked.get('live') !== 'off'),
  }
}

function isScene(name: string): name is SceneName {
  return Object.hasOwn(scenes, name)
}

/** Answers requests as the server would: the same paths, the same schemas, the same refusals. */
function transport(world: World): Transport {
  return async ({ method, url, body, signal }) => {
    await new Promise((resolve) => setTimeout(resolve, 15))
    const { pathname, searchParams } = new URL(url, location.origin)
    const free = pathname === '/api/v1/session'
    if (world.trouble === 'silent' && !free)
      await new Promise((_, reject) => signal?.addEventListener('abort', reject))
    if (world.trouble === 'unreachable' && !free) throw new TypeError('Failed to fetch')
    if (world.trouble === 'refuses' && !free)
      return refuse(
        new Refusal(
          503,
          'engine-away',
          'The Docker Engine does not answer.',
          'connect ENOENT /var/run/docker.sock',
        ),
      )
    for (const [name, endpoint] of Object.entries(endpoints)) {
      if (endpoint.method !== method) continue
      const names: string[] = []
      const pattern = endpoint.path.replace(/:(\w+)/g, (_, part: string) => {
        names.push(part)
        return '([^/]+)'
      })
      const match = new RegExp(`^${pattern}$`).exec(pathname)
      if (!match) continue
      const params = Object.fromEntries(
        names.map((part, index) => [part, decodeURIComponent(match[index + 1] ?? '')]),
      )
      try {
        const given = 'body' in endpoint ? endpoint.body.parse(body) : {}
        const answer = await answers[name as EndpointName](world, {
          params,
          query: Object.fromEntries(searchParams),
          body: given,
        })
        return { status: 200, body: structuredClone(answer) }
      } catch (error) {
        if (error instanceof Refusal) return refuse(error)
        throw error
      }
    }
    return refuse(new Refusal(404, 'not-found', 'There is nothing here.'))
  }
}

const refuse = ({ body }: Refusal) => ({ status: body.status, body })

function recordedLive(world: World, on: boolean): Live {
  const state = ref<LiveState>('closed')
  const rooms = new Map<string, Set<Watcher>>()
  world.tell = (room, event) => {
    if (state.value !== 'open') return
    for (const watcher of rooms.get(room) ?? []) watcher.event(structuredClone(event))
  }
  return {
    state: readonly(state),
    open() {
      if (on) state.value = 'open'
    },
    close() {
      state.value = 'closed'
    },
    watch(room, watcher) {
      rooms.set(room, (rooms.get(room) ?? new Set()).add(watcher))
      if (on) queueMicrotask(() => watcher.entered?.())
      const pushing =
        room === 'balancer'
          ? setInterval(
              () => world.tell('balancer', { kind: 'balancer', balancer: balancerNow(world) }),
              world.secondMs,
            )
          : undefined
      return () => {
        clearInterval(pushing)
        rooms.get(room)?.delete(watcher)
      }
    },
    openTerminal: recordedTerminal,
    follow({ service }, follower) {
      if (!on) return () => {}
      let count = 300
      queueMicrotask(() => follower.lines(serviceLines(count, service)))
      const timer = setInterval(() => {
        follower.lines(serviceLines(2, service, count))
        count += 2
      }, world.secondMs)
      return () => clearInterval(timer)
    },
  }
}
