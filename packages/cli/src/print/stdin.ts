import { createInterface } from 'node:readline'
import { exitCodes, Failure } from '../failure.ts'
import type { Terminal } from './terminal.ts'

/** All of standard input, without the line end that `echo` adds. */
export async function readStdin(terminal: Terminal): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of terminal.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

/** One typed line. */
export async function ask(terminal: Terminal, question: string): Promise<string> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr })
  try {
    return await new Promise((resolve, reject) => {
      lines.question(question, resolve)
      lines.once('SIGINT', () => reject(new Failure('', { exitCode: exitCodes.interrupted })))
      lines.once('close', () => reject(new Failure('Nothing was answered.')))
    })
  } finally {
    lines.close()
  }
}

/** A typed line that does not show. */
export async function askSecret(terminal: Terminal, question: string): Promise<string> {
  const { stdin, stderr } = terminal
  if (!stdin.setRawMode) throw new Failure('A password can only be asked for on a terminal.')
  // First, so that nothing that is typed at once shows.
  stdin.setRawMode(true)
  stderr.write(question)
  let typed = ''
  let stop = () => {}
  try {
    return await new Promise((resolve, reject) => {
      const read = (chunk: unknown) => {
        for (const letter of String(chunk)) {
          if (letter === '\r' || letter === '\n' || letter === '\u0004') return resolve(typed)
          if (letter === '\u0003') return reject(new Failure('', { exitCode: exitCodes.interrupted }))
          if (letter === '\u007f' || letter === '\b') typed = typed.slice(0, -1)
          else typed += letter
        }
      }
      const end = () => resolve(typed)
      stop = () => void stdin.off('data', read).off('end', end).pause()
      // A question before this one has paused it, and then nothing else makes it go on.
      stdin.on('data', read).on('end', end).resume()
    })
  } finally {
    stop()
    stdin.setRawMode(false)
    stderr.write('\n')
  }
}

/** Yes or no; no when nothing is said. Without a terminal the first line of standard input is the answer: `yes | …`. */
export async function confirmPiped(terminal: Terminal, question: string): Promise<boolean> {
  if (terminal.stdin.isTTY) return confirm(terminal, question, false)
  for await (const line of createInterface({ input: terminal.stdin })) return isYes(line)
  return false
}

/** Yes or no; no when nothing is said. Without a terminal nobody can be asked: `otherwise` decides. */
export async function confirm(terminal: Terminal, question: string, otherwise: boolean): Promise<boolean> {
  if (!terminal.stdin.isTTY) return otherwise
  return isYes(await ask(terminal, `${question} [y/N] `))
}

const isYes = (answer: string) => /^y(es)?$/i.test(answer.trim())
