import type { Topology } from '@keelson/protocol'
import { portText } from './as-text.ts'

/** What a state means to the eye. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'

/** What is known of a service while it runs. */
export type LiveService = {
  tone: Tone
  /** In words, as the reader's language has it. */
  state: string
  running: number
  /** 0: it has done its work, and its replicas are not counted. */
  wanted: number
  /** Requests per second. */
  rate?: number
}
/** What is known of a running project beyond its files. `doors`: the addresses of a service. */
export type Live = {
  services: ReadonlyMap<string, LiveService>
  doors: ReadonlyMap<string, readonly string[]>
}

/** More addresses than this are summed up. */
const mostDoors = 3

/** The ways into a service from outside: its addresses when it runs, else the ports that its file publishes. */
export function doorsOf({ ports, name }: Topology['services'][number], live: Live | undefined): string[] {
  const all = live ? [...(live.doors.get(name) ?? [])] : ports.map((port) => `:${portText(port)}`)
  return all.length > mostDoors ? [...all.slice(0, mostDoors - 1), `+${all.length - mostDoors + 1}`] : all
}
