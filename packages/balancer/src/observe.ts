import path from 'node:path'
import { certificateList } from './certificates.ts'
import { type MapName, type Maps, mapFile, mapNames } from './maps.ts'
import { ask } from './socket.ts'

/** What the running HAProxy has, asked from itself. */
export type Observed = {
  /** Digest of the structure it was started with. */
  structure: string | undefined
  /** Backend name → server name → server. */
  servers: Map<string, Map<string, ObservedServer>>
  maps: Maps
  /** Files of the certificates that are answered with. */
  certificates: Set<string>
}

export type ObservedServer = { address: string; port: number; weight: number; disabled: boolean }

/** @throws BalancerAway */
export async function observe(folder: string): Promise<Observed> {
  const socket = path.join(folder, 'admin.sock')
  const [info, servers, certificates, maps] = await Promise.all([
    ask(socket, 'show info'),
    ask(socket, 'show servers state'),
    ask(socket, `show ssl crt-list ${certificateList}`),
    Promise.all(
      mapNames.map(async (name) => [name, parseMap(await ask(socket, `show map ${mapFile(name)}`))] as const),
    ),
  ])
  return {
    structure: /^description: (\S+)/im.exec(info)?.[1],
    servers: parseServers(servers),
    maps: Object.fromEntries(maps) as Record<MapName, Map<string, string>>,
    certificates: parseCertificates(certificates),
  }
}

/** Columns are named in the line that begins with `#`. */
export function parseServers(text: string): Observed['servers'] {
  const lines = text.split('\n')
  const columns =
    lines
      .find((line) => line.startsWith('# '))
      ?.slice(2)
      .split(' ') ?? []
  const found: Observed['servers'] = new Map()
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue
    const values = line.split(' ')
    if (values.length < columns.length) continue
    const value = (name: string) => values[columns.indexOf(name)] ?? ''
    const backend = value('be_name')
    const servers = found.get(backend) ?? new Map<string, ObservedServer>()
    servers.set(value('srv_name'), {
      address: value('srv_addr'),
      port: Number(value('srv_port')),
      weight: Number(value('srv_uweight')),
      // Bits 0 and 2: maintenance by command or by configuration.
      disabled: (Number(value('srv_admin_state')) & 0b101) !== 0,
    })
    found.set(backend, servers)
  }
  return found
}

/** `<pointer> <key> <value>` a line. */
export function parseMap(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [pointer, key, value] = line.split(' ')
      return pointer?.startsWith('0x') && key && value ? [[key, value]] : []
    }),
  )
}

/** A file and its names on each line. An unknown list, because there is no HTTPS, is an empty one. */
export function parseCertificates(text: string): Set<string> {
  const files = text.split('\n').map((line) => line.split(' ')[0] ?? '')
  return new Set(files.filter((file) => file.startsWith('/')))
}
