import type { PrintOptions } from './print.ts'
import type { Project } from './project.ts'
import type { Json } from './service.ts'
import { resolvePlain } from './yaml/scalar.ts'

/** The project as YAML that loads to the same project: two spaces, keys in the tables' order, `x-*` kept. */
export function printYaml(project: Project, options: PrintOptions = {}): string {
  const { name, services, networks, ...rest } = project
  const text = printBlock(
    {
      name,
      services: withoutSilent(services),
      ...(networks && { networks: withoutSilent(networks) }),
      ...rest,
    },
    0,
  )
  return (options.escapeDollars ?? true) ? text.replaceAll('$', '$$$$') : text
}

/** `command: null` and `entrypoint: null` of a service and `ipam: {}` of a network say nothing in YAML. */
function withoutSilent(members: Readonly<Record<string, Readonly<Record<string, Json>> | null>>): Json {
  const says = ([key, value]: [string, Json]) => {
    if (key === 'command' || key === 'entrypoint') return value !== null
    return key !== 'ipam' || typeof value !== 'object' || !isEmpty(value ?? {})
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      Object.fromEntries(Object.entries(member ?? {}).filter(says)),
    ]),
  )
}

/** Any JSON value as block YAML, ending with a line end. */
export function printYamlValue(value: Json): string {
  return printBlock(value, 0)
}

function printBlock(value: Json, indent: number): string {
  const pad = ' '.repeat(indent)
  if (Array.isArray(value)) {
    if (value.length === 0) return `${pad}[]\n`
    return value.map((item) => `${pad}- ${printAfterDash(item, indent + 2)}`).join('')
  }
  if (typeof value !== 'object' || value === null) return `${pad}${printScalar(value, indent)}\n`
  const entries = Object.entries(value)
  if (entries.length === 0) return `${pad}{}\n`
  return entries.map(([key, inner]) => `${pad}${printKey(key)}:${printAfterKey(inner, indent)}`).join('')
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}

function printAfterKey(value: Json, indent: number): string {
  if (typeof value !== 'object' || value === null) return ` ${printScalar(value, indent)}\n`
  if (isEmpty(value)) return Array.isArray(value) ? ' []\n' : ' {}\n'
  return `\n${printBlock(value, indent + 2)}`
}

function printAfterDash(value: Json, indent: number): string {
  if (typeof value !== 'object' || value === null) return `${printScalar(value, indent - 2)}\n`
  if (isEmpty(value)) return Array.isArray(value) ? '[]\n' : '{}\n'
  return printBlock(value, indent).slice(indent)
}

function printKey(key: string): string {
  return plainIsSafe(key) && key.length < 200 ? key : JSON.stringify(key)
}

const unsafe = /^[\s\-?:,[\]{}#&*!|>'"%@`]|[\s:]$|: | #|[\p{Cc}\u2028\u2029\ufeff]/u

function plainIsSafe(text: string): boolean {
  if (unsafe.test(text) || text === '' || text === '<<') return false
  const { value, date } = resolvePlain(text)
  // Words that YAML 1.1 takes for true and false are quoted for readers that still do.
  return value === text && !date && !/^(?:y|n|yes|no|on|off|---|\.\.\.)$/i.test(text)
}

function printScalar(value: string | number | boolean | null, indent: number): string {
  if (typeof value !== 'string') return String(value)
  if (plainIsSafe(value)) return value
  const lines = value.split('\n')
  const block =
    lines.length > 1 && /\S/.test(lines[0] ?? '') && !/[^\P{Cc}\n]|[\u2028\u2029\ufeff]/u.test(value)
  if (!block || /^\s/.test(value) || lines.some((line) => /^\s+$/.test(line)))
    return JSON.stringify(value)
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029')
      .replaceAll('\x7f', '\\x7f')
  const trailing = /\n*$/.exec(value)?.[0].length ?? 0
  const chomp = trailing === 0 ? '-' : trailing === 1 ? '' : '+'
  const body = trailing > 0 ? lines.slice(0, -1) : lines
  const pad = ' '.repeat(indent + 2)
  return `|${chomp}\n${body.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}
