import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../failure.ts'

type Environment = Readonly<Record<string, string | undefined>>

const Credentials = z.object({
  /** The server that commands speak to when none is named. */
  current: z.string().nullable(),
  servers: z.record(z.string(), z.object({ token: z.string(), tokenId: z.string().nullable() })),
})
export type Credentials = z.infer<typeof Credentials>

/** Where tokens are kept: $XDG_CONFIG_HOME/keelson, else ~/.config/keelson. */
export function credentialsFile(env: Environment): string {
  const config = env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config')
  return join(config, 'keelson', 'credentials.json')
}

export function readCredentials(env: Environment): Credentials {
  const file = credentialsFile(env)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { current: null, servers: {} }
    }
    throw new Failure(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  const read = Credentials.safeParse(parseJson(text))
  if (!read.success) {
    throw new Failure(`${file} is not a credentials file.`, {
      hint: 'Remove it and sign in again: keelson login',
    })
  }
  return read.data
}

/** Writes beside and renames, so that a crash leaves the old file; only the user may read it. */
export function writeCredentials(env: Environment, credentials: Credentials): void {
  const file = credentialsFile(env)
  const beside = `${file}.${process.pid}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(beside, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  renameSync(beside, file)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
