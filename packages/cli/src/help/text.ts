import type { Flag, Flags } from '../arguments/flags.ts'
import { globalFlags, serverFlags } from '../arguments/shared-flags.ts'
import type { Command } from '../command.ts'
import { commands, type Group, groups } from '../commands.ts'
import type { Paint } from '../print/paint.ts'
import { wrap } from '../print/wrap.ts'

type Page = { columns: number; paint: Paint }

/** The page of `keelson --help`. */
export function overview(page: Page): string[] {
  const sections = (Object.keys(groups) as Group[]).flatMap((group) => {
    const rows = Object.entries(commands)
      .filter(([, listed]) => listed.group === group)
      .map(([name, listed]) => [name, listed.summary] as const)
    return ['', page.paint('bold', `${groups[group]}:`), ...definitions(rows, page)]
  })
  return [
    'Usage: keelson [OPTIONS] COMMAND',
    '',
    'From a Compose file in a git repository to a running, load-balanced, observable system.',
    ...sections,
    '',
    page.paint('bold', 'Options:'),
    ...definitions(flagRows(globalFlags), page),
    '',
    'keelson COMMAND --help tells more about a command.',
  ]
}

/** The page of one command: `keelson up --help`. */
export function commandPage(name: string, command: Command, page: Page): string[] {
  const own = ownFlags(command.flags)
  const shared = only(command.flags, isShared)
  const lines = [`Usage: keelson ${name} ${command.usage}`, '', `${commands[name]?.summary ?? ''}.`]
  if (command.about) lines.push('', ...command.about.split('\n').flatMap((line) => wrap(line, page.columns)))
  if (Object.keys(own).length > 0) {
    lines.push('', page.paint('bold', 'Options:'), ...definitions(flagRows(own), page))
  }
  if (Object.keys(shared).length > 0) {
    lines.push('', page.paint('bold', 'Shared options:'), ...definitions(flagRows(shared), page))
  }
  if (command.examples) {
    lines.push('', page.paint('bold', 'Examples:'), ...command.examples.map((example) => `  ${example}`))
  }
  return lines
}

/** The page of a family: `keelson projects --help`. */
export function familyPage(family: string, page: Page): string[] {
  const rows = Object.entries(commands)
    .filter(([name]) => name.startsWith(`${family} `))
    .map(([name, listed]) => [name, listed.summary] as const)
  return [`Usage: keelson ${family} COMMAND`, '', ...definitions(rows, page)]
}

const shared: readonly Flags[] = [serverFlags, globalFlags]
const isShared = (flag: Flag, name: string) => shared.some((flags) => flags[name]?.help === flag.help)

/** The flags that a command has for itself. */
export const ownFlags = (flags: Flags): Flags => only(flags, (flag, name) => !isShared(flag, name))

const only = (flags: Flags, keep: (flag: Flag, name: string) => boolean): Flags =>
  Object.fromEntries(Object.entries(flags).filter(([name, flag]) => keep(flag, name)))

/** A flag as written in help: `-t, --timeout SECONDS`. */
export function flagTitle(name: string, flag: Flag): string {
  const short = flag.short ? `-${flag.short}, ` : '    '
  return `${short}--${name}${flag.kind === 'switch' ? '' : ` ${flag.value}`}`
}

function flagRows(flags: Flags): (readonly [string, string])[] {
  return Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => [flagTitle(name, flag), flagHelp(flag)] as const)
}

/** A flag's sentence with its default. */
export function flagHelp(flag: Flag): string {
  const byDefault = flag.kind === 'switch' || flag.kind === 'text' ? flag.default : undefined
  return byDefault === undefined ? flag.help : `${flag.help} (default ${byDefault})`
}

function definitions(rows: readonly (readonly [string, string])[], page: Page): string[] {
  const width = Math.max(...rows.map(([title]) => title.length))
  const room = Math.max(24, Math.min(page.columns, 110) - width - 5)
  return rows.flatMap(([title, text]) =>
    wrap(text, room).map((line, i) => `  ${(i === 0 ? title : '').padEnd(width)}   ${line}`),
  )
}
