import { command } from '../command.ts'
import { Failure } from '../failure.ts'
import { scripts } from '../help/shells.ts'

const shells = Object.keys(scripts)

export default command(
  {
    usage: '(bash|zsh|fish)',
    about:
      'Prints a script that completes commands, flags, services, projects and versions. Load it from your shell’s start file.',
    examples: [
      "echo 'source <(keelson completion bash)' >> ~/.bashrc",
      'keelson completion zsh > "$' + '{fpath[1]}/_keelson"',
      'keelson completion fish > ~/.config/fish/completions/keelson.fish',
    ],
    flags: {},
    words: [1, 1],
  },
  async ({ words, terminal }) => {
    const script = scripts[words[0] ?? '']
    if (!script)
      throw new Failure(`There is no completion for "${words[0]}"; there is for ${shells.join(', ')}.`)
    terminal.stdout.write(script)
  },
)
