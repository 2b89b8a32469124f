import type { Flags } from '../arguments/flags.ts'
import { globalFlags, serverFlags } from '../arguments/shared-flags.ts'
import { commands, type Group, groups } from '../commands.ts'
import { flagHelp, flagTitle, ownFlags } from './text.ts'

/** The page docs/reference/cli.md, from the same tables as parser, help and completion. */
export async function referencePage(): Promise<string> {
  const sections: string[] = []
  for (const group of Object.keys(groups) as Group[]) {
    sections.push(`## ${groups[group]}`)
    for (const [name, listed] of Object.entries(commands)) {
      if (listed.group === group) sections.push(await commandSection(name))
    }
  }
  return `${[head, ...sections, sharedSections()].join('\n\n')}\n`
}

const head = `# The keelson command

<!-- Generated: node packages/cli/src/help/write-reference.ts -->

Flags are read as \`docker compose\` reads them: \`--name value\`, \`--name=value\`, \`-n value\`, grouped switches (\`-aq\`),
\`--switch=false\`, and \`--\` after which everything is a word. Global flags stand before the command, or after it where the
command has no flag of that name or letter. Exit codes: [exit-codes.md](exit-codes.md).

**Here or on a server?** \`logs\` and \`ps\` mean the Compose project of the folder when there is one (a Compose file here or
in a parent folder, or \`-f\`, \`-p\`, COMPOSE_FILE, COMPOSE_PROJECT_NAME). They mean a server when \`--project NAME\`,
\`--remote\` or \`--env\` says so, or when there is no Compose project here: then \`keelson logs shop\` is the project *shop*
of the server. All other commands have one meaning.`

async function commandSection(name: string): Promise<string> {
  const listed = commands[name]
  if (!listed) return ''
  const command = (await listed.load()).default
  const parts = [`### keelson ${name}`, `${listed.summary}.`, `    keelson ${name} ${command.usage}`]
  if (command.about) parts.push(command.about)
  const flags = flagTable(ownFlags(command.flags))
  if (flags) parts.push(flags)
  if (command.examples) parts.push(['```', ...command.examples, '```'].join('\n'))
  return parts.join('\n\n')
}

function sharedSections(): string {
  return [
    '## Global flags',
    'Of every command on the Compose project of a folder.',
    flagTable(globalFlags),
    '## Server flags',
    'Of every command on a server.',
    flagTable(serverFlags),
  ].join('\n\n')
}

function flagTable(flags: Flags): string {
  const rows = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, flag]) => `| \`${flagTitle(name, flag).trim()}\` | ${flagHelp(flag).replaceAll('|', '\\|')} |`,
    )
  return rows.length === 0 ? '' : ['| flag | |', '|---|---|', ...rows].join('\n')
}
