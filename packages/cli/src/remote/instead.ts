import type { ProjectName } from '@keelson/protocol'
import type { Flags, Values } from '../arguments/flags.ts'
import type { Surroundings } from '../command.ts'
import { exitCodes, Failure } from '../failure.ts'
import { hasLocalProject, type ProjectFlags } from '../local/project.ts'
import type { Client } from './client.ts'
import { connect, isSignedIn } from './connect.ts'
import { projectName } from './names.ts'

/** Flags that turn `logs` and `ps` to a server. */
export const remoteFlags = {
  project: { kind: 'text', value: 'PROJECT', help: 'Project of the server, instead of this folder’s' },
  remote: { kind: 'switch', short: 'r', help: 'On the server: the first word is the project' },
  env: { kind: 'text', value: 'ENVIRONMENT', help: 'On the server: environment (production)' },
  url: {
    kind: 'text',
    value: 'URL',
    help: 'On the server: its address (else KEELSON_URL, else the one signed in to)',
  },
} as const satisfies Flags

type Remote = { client: Client; project: ProjectName; services: readonly string[] }

/**
 * Is a command that exists here and on a server meant for the server? Yes when a flag says so, or when there is no
 * Compose project here and the user is signed in.
 *
 * @returns the project of the server and the words that are left, or undefined: it is meant for here.
 */
export function remoteInstead(
  call: Surroundings & { values: Values<typeof remoteFlags> & ProjectFlags; words: readonly string[] },
): Remote | undefined {
  const { values, words, env } = call
  const said =
    values.project !== undefined || values.remote || values.env !== undefined || values.url !== undefined
  if (!said) {
    const guess = words.length > 0 && isSignedIn(env, undefined) && !hasLocalProject(call)
    if (!guess) return undefined
  }
  const [first, ...rest] = values.project === undefined ? words : [values.project, ...words]
  if (first === undefined) {
    throw new Failure('Which project of the server?', {
      hint: 'Name it with --project.',
      exitCode: exitCodes.failed,
    })
  }
  return { client: connect(env, values.url), project: projectName(first), services: rest }
}
