import type { Live } from '../live/live.ts'

const answers: Record<string, string> = {
  ls: '\u001b[1;34mpublic\u001b[0m  \u001b[1;34mserver\u001b[0m  package.json  \u001b[1;32mstart.sh\u001b[0m\r\n',
  whoami: 'node\r\n',
  'node --version': 'v24.4.1\r\n',
  colours: `${Array.from({ length: 36 }, (_, n) => `\u001b[48;5;${n * 6 + 16}m \u001b[0m`).join('')} ñ 日本 🚀\r\n`,
  'tail -3 import.log':
    '\u001b[2m12:00:07\u001b[0m imported \u001b[36mproduct-00412.webp\u001b[0m in 18 ms\r\n\u001b[2m12:00:08\u001b[0m imported \u001b[36mproduct-00413.webp\u001b[0m in 22 ms\r\n\u001b[2m12:00:09\u001b[0m \u001b[31mskipped\u001b[0m product-00414.webp: not a picture\r\n',
}

/** A shell that knows a few words. */
export const recordedTerminal: Live['openTerminal'] = ({ replica }, screen) => {
  const prompt = `\u001b[32mnode@${replica.slice(0, 12)}\u001b[0m:\u001b[34m/srv\u001b[0m$ `
  let line = ''
  let open = true
  const show = (text: string) => open && screen.show(new TextEncoder().encode(text), () => {})
  const enter = () => {
    const word = line.trim()
    line = ''
    if (word === 'exit') {
      show('\r\nexit\r\n')
      open = false
      screen.ended('exited', { exitCode: 0 })
    } else if (word === 'stop') {
      open = false
      screen.ended('gone', { exitCode: 137 })
    } else show(`\r\n${answers[word] ?? (word ? `sh: ${word}: not found\r\n` : '')}${prompt}`)
  }
  queueMicrotask(() => {
    screen.opened()
    show(prompt)
  })
  return {
    type(text) {
      for (const character of text) {
        if (character === '\r') enter()
        else if (character === '\u007f' && line) {
          line = line.slice(0, -1)
          show('\b \b')
        } else if (character >= ' ') {
          line += character
          show(character)
        }
      }
    },
    resize() {},
    close() {
      open = false
    },
  }
}
