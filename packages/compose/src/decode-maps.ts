import type { Refuse } from './decode.ts'
import { goText } from './forms/go-text.ts'
import type { Node } from './yaml/node.ts'

/** `key=value` taken apart; without `=` the value is `undefined`. */
export function cut(text: string, separator = '='): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function textIn(node: Node): string {
  if (node.kind !== 'scalar') return ''
  return node.value === null ? '' : goText(node)
}

function sorted<T>(entries: Map<string, T>): Record<string, T> | undefined {
  if (entries.size === 0) return undefined
  const keys = [...entries.keys()].sort()
  return Object.fromEntries(keys.map((key) => [key, entries.get(key) as T]))
}

/** Pairs or `key=value` texts; a missing value is the empty text. */
export function decodeMapping(node: Node): Record<string, string> | undefined {
  const entries = new Map<string, string>()
  if (node.kind === 'mapping') for (const [key, { value }] of node.pairs) entries.set(key, textIn(value))
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      const [key, value] = cut(textIn(item))
      entries.set(value === undefined ? textIn(item) : key, value ?? '')
    }
  }
  return sorted(entries)
}

/** Labels read the same way. */
export const decodeLabels = decodeMapping

/** Options of a driver: values as text. */
export function decodeOptions(node: Node): Record<string, string> | undefined {
  return node.kind === 'mapping' ? decodeMapping(node) : undefined
}

/** Variables: a name without value is `null`. */
export function decodeEnvironment(node: Node, no: Refuse): Record<string, string | null> | undefined {
  const entries = new Map<string, string | null>()
  if (node.kind === 'mapping') {
    for (const [key, { value }] of node.pairs)
      entries.set(key, value.kind === 'scalar' && value.value !== null ? goText(value) : null)
  }
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      const [key, value] = cut(textIn(item))
      if (/\s$/.test(key)) no(item, 'a name without a space at its end')
      entries.set(key, value ?? null)
    }
  }
  return sorted(entries)
}

/** Extra hosts as sorted `host=address`. */
export function decodeHosts(node: Node, no: Refuse): string[] | undefined {
  const hosts: string[] = []
  const add = (host: string, addresses: string[], at: Node) => {
    if (host === '' || /[:=]/.test(host)) no(at, 'a host name')
    for (const address of addresses) hosts.push(`${host}=${address.replace(/^\[(.+)\]$/, '$1')}`)
  }
  if (node.kind === 'mapping') {
    for (const [host, { value }] of node.pairs) {
      const items = value.kind === 'sequence' ? value.items.map(textIn) : [textIn(value)]
      add(host, items, value)
    }
  }
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      const text = textIn(item)
      const separator = text.includes('=') ? '=' : ':'
      const [host, addresses] = cut(text, separator)
      if (addresses === undefined) no(item, 'host=address')
      else add(host, addresses.split(','), item)
    }
  }
  return hosts.length > 0 ? hosts.sort() : undefined
}

/** SSH keys as `id` or `id=path`. */
export function decodeSsh(node: Node): string[] | undefined {
  if (node.kind !== 'mapping' || node.pairs.size === 0) return undefined
  return [...node.pairs]
    .map(([id, { value }]) => (textIn(value) === '' ? id : `${id}=${textIn(value)}`))
    .sort()
}
