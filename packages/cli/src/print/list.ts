import type { Paint } from './paint.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

/** A list of things as a table for people, or as JSON for programs; an empty one says so. */
export function printList<T>(
  terminal: Terminal,
  items: readonly T[],
  options: {
    json: boolean
    empty: string
    columns: Readonly<Record<string, (item: T, paint: Paint) => string>>
  },
): void {
  if (options.json) terminal.print(JSON.stringify(items))
  else if (items.length === 0) terminal.tell(options.empty)
  else for (const line of lines(terminal, items, options.columns)) terminal.print(line)
}

function lines<T>(
  terminal: Terminal,
  items: readonly T[],
  columns: Readonly<Record<string, (item: T, paint: Paint) => string>>,
): string[] {
  const rows = items.map((item) => Object.values(columns).map((cell) => cell(item, terminal.out)))
  const [head = '', ...body] = table([Object.keys(columns), ...rows])
  return [terminal.out('dim', head), ...body]
}

/** A state with the colour that it has everywhere. */
export function paintState(state: string, paint: Paint): string {
  const colour = stateColours[state]
  return colour ? paint(colour, state) : state
}

const stateColours: Readonly<Record<string, 'green' | 'red' | 'yellow'>> = {
  on: 'green',
  running: 'green',
  succeeded: 'green',
  completed: 'green',
  failed: 'red',
  degraded: 'red',
  deploying: 'yellow',
  building: 'yellow',
  queued: 'yellow',
  starting: 'yellow',
  deleting: 'yellow',
}
