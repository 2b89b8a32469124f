import { Failure } from '../failure.ts'
import { table } from './table.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * `--format` of docker's commands: the fields of a row in `{{.Name}}`, with the functions json, upper, lower, title
 * and `join .List ", "`, piped ones too, and `{{.Label "name"}}`; `\t` is a column, `table …` puts heads above: those of
 * `columns`, else the fields' names.
 *
 * @throws Failure for what is not understood, so that nothing is printed wrongly.
 */
export function renderTemplate(
  format: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, string>> = {},
): string[] {
  const withHead = /^table\s+/.test(format)
  const text = format
    .replace(/^table\s+/, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
  const parts = split(text)
  const lines = rows.map((row) => parts.map((part) => part(row)).join(''))
  if (!withHead) return lines
  const heads = new Map([
    ['ID', 'CONTAINER ID'],
    ...Object.entries(columns).map(([head, field]) => [field, head] as const),
  ])
  const head = text.replaceAll(/\{\{(.*?)\}\}/g, (_, inside: string) => {
    const field = /\.(\w+)/.exec(inside)?.[1] ?? ''
    return heads.get(field) ?? field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toUpperCase()
  })
  return table(
    [head, ...lines].map((line) => line.split('\t')),
    10,
  )
}

function split(text: string): ((row: Row) => string)[] {
  return text.split(/(\{\{.*?\}\})/).map((part) => {
    if (!part.includes('{{')) return () => part
    if (!part.endsWith('}}'))
      throw new Failure(`--format: what "${part.slice(part.indexOf('{{'))}" begins is not closed with }}.`)
    const stages = part
      .slice(2, -2)
      .replaceAll(/^-\s|\s-$/g, '')
      .split('|')
      .map((stage) => stage.trim())
    return (row) => written(stages.reduce<unknown>((piped, stage) => evaluate(stage, row, piped), undefined))
  })
}

function evaluate(stage: string, row: Row, piped: unknown): unknown {
  const words = stage.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []
  const [first = '', ...rest] = words
  if (first === '.Label') return labelOf(row, written(operand(rest[0] ?? '""', row)))
  if (first.startsWith('.') || first.startsWith('"')) return operand(first, row)
  const values = rest.map((word) => operand(word, row))
  if (piped !== undefined) values.push(piped)
  const [value] = values
  switch (first) {
    case 'json':
      return JSON.stringify(value)
    case 'upper':
      return written(value).toUpperCase()
    case 'lower':
      return written(value).toLowerCase()
    case 'title':
      return written(value).replace(/^./, (letter) => letter.toUpperCase())
    case 'join':
      return Array.isArray(value) ? value.map(written).join(written(values[1])) : written(value)
    case 'println':
      return `${values.map(written).join(' ')}\n`
  }
  throw new Failure(`--format: "${stage}" is not understood.`, {
    hint: 'Fields ({{.Name}}) and the functions json, upper, lower, title, join and println are.',
  })
}

function operand(word: string, row: Row): unknown {
  if (word.startsWith('"')) return JSON.parse(word)
  if (word === '.') return row
  let value: unknown = row
  for (const key of word.slice(1).split('.')) {
    if (!value || typeof value !== 'object' || !Object.hasOwn(value, key)) {
      throw new Failure(`--format: there is no field ".${key}".`, {
        hint: `The fields are ${Object.keys(row).sort().join(', ')}.`,
      })
    }
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return value
}

/** One of the labels that a row tells as `a=1,b=2`; a value may hold commas, a name none. */
function labelOf(row: Row, name: string): string {
  const pairs = written(row.Labels).split(/,(?=[^,=]+=)/)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** As docker's templates write a value: a list is `[a b]`, an entry with fields `{a b}`. */
function written(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return `[${value.map(written).join(' ')}]`
  return typeof value === 'object' ? `{${Object.values(value).map(written).join(' ')}}` : String(value)
}
