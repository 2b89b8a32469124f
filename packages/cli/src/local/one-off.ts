import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Port, Service } from '@keelson/compose'
import { Failure } from '../failure.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** `-e NAME=VALUE` over `--env-from-file`; NAME alone takes the shell's value, and nothing when there is none. */
export function readVariables(
  given: readonly string[],
  files: readonly string[],
  { env, cwd }: { env: Environment; cwd: string },
): Record<string, string | null> {
  const fromFiles = files.map((file) => parseEnv(readFileSync(resolve(cwd, file), 'utf8')))
  const pairs = given.map((text): [string, string | null] => {
    const equals = text.indexOf('=')
    return equals < 0 ? [text, env[text] ?? null] : [text.slice(0, equals), text.slice(equals + 1)]
  })
  return Object.assign({}, ...fromFiles, Object.fromEntries(pairs))
}

/** `-l NAME=VALUE`. */
export function readLabels(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf('=')
      return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
}

/** `-p [ADDRESS:][HOST:]CONTAINER[/PROTOCOL]`. */
export function readPort(text: string): Port {
  const form = /^(?:(?:(\[[^\]]+\]|[\d.]+):)?(\d*):)?(\d+)(?:\/(tcp|udp|sctp))?$/
  const [, address, published, target, protocol = 'tcp'] = form.exec(text) ?? []
  if (target === undefined) {
    throw new Failure(`--publish is "${text}".`, {
      hint: 'It looks like 8080:80, 127.0.0.1:8080:80 or 80/udp.',
    })
  }
  return {
    mode: 'ingress',
    ...(address && { host_ip: address.replace(/^\[|\]$/g, '') }),
    target: Number(target),
    ...(published && { published }),
    protocol,
  }
}

type Mount = NonNullable<Service['volumes']>[number]

/** `-v SOURCE:TARGET[:ro]`: a path is a folder of this machine, a name a volume, nothing an anonymous volume. */
export function readMount(text: string, cwd: string): Mount {
  const [first = '', second, options = ''] = text.split(':')
  const flags = options.split(',')
  const readOnly = flags.includes('ro') ? { read_only: true as const } : {}
  if (second === undefined) return { type: 'volume', target: first }
  if (!second.startsWith('/')) {
    throw new Failure(`--volume is "${text}".`, {
      hint: 'It looks like ./data:/data, data:/data or ./data:/data:ro.',
    })
  }
  const isPath = /^[./~]/.test(first)
  return isPath
    ? { type: 'bind', source: resolve(cwd, first), target: second, ...readOnly, bind: {} }
    : { type: 'volume', source: first, target: second, ...readOnly, volume: {} }
}
