import { command } from '../command.ts'
import { commands, otherNames } from '../commands.ts'
import { Failure } from '../failure.ts'
import { commandPage, familyPage, overview } from '../help/text.ts'

export default command(
  { usage: '[COMMAND]', flags: {}, words: [0, 2], completes: ['command'] },
  async ({ words, terminal }) => {
    const page = { columns: terminal.columns, paint: terminal.out }
    const [first = '', second] = words
    const family = otherNames[first] ?? first
    const name = second === undefined ? family : `${family} ${second}`
    const listed = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!first) for (const line of overview(page)) terminal.print(line)
    else if (listed) {
      for (const line of commandPage(name, (await listed.load()).default, page)) terminal.print(line)
    } else if (Object.keys(commands).some((other) => other.startsWith(`${name} `))) {
      for (const line of familyPage(name, page)) terminal.print(line)
    } else {
      throw new Failure(`There is no command "${words.join(' ')}".`, {
        hint: 'keelson --help lists all commands.',
      })
    }
  },
)
