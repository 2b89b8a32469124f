import { spawn } from 'node:child_process'

export async function run(
  argv: string[],
  options: { signal?: AbortSignal | undefined; cwd?: string; allowed?: number[] } = {},
): Promise<Buffer> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, {
    cwd: options.cwd,
    signal: options.signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (!(options.allowed ?? [0]).includes(code ?? -1)) {
    throw new Error(`${program} ended with ${code}: ${Buffer.concat(err).toString().slice(-2000)}`)
  }
  return Buffer.concat(out)
}
