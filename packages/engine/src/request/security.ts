import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Service } from '@keelson/compose'
import type { HostConfig } from '../docker/types.ts'
import { present } from './resources.ts'

/** `net_admin` as the engine stores it: CAP_NET_ADMIN; each once, in order. */
export function capabilities(names: readonly string[]): string[] {
  const full = names
    .map((name) => name.toUpperCase())
    .map((name) => (/^(ALL$|CAP_)/.test(name) ? name : `CAP_${name}`))
  return [...new Set(full)].sort()
}

/**
 * A seccomp profile is sent by content; `systempaths=unconfined` is the engine's masked and read-only paths emptied.
 *
 * @param folder where a profile with a relative path lies
 * @throws when a profile cannot be read
 */
export function security(
  { security_opt: list, credential_spec }: Service,
  folder: string,
): Pick<HostConfig, 'SecurityOpt' | 'MaskedPaths' | 'ReadonlyPaths'> {
  const paths: string[] | undefined = list?.includes('systempaths=unconfined') ? [] : undefined
  const options = list
    ?.filter((option) => option !== 'systempaths=unconfined')
    .map((option) => {
      const file = /^seccomp[=:](.+)$/.exec(option)?.[1]
      return !file || file === 'unconfined' || file === 'builtin'
        ? option
        : `seccomp=${readProfile(resolve(folder, file))}`
    })
  const { file, registry } = credential_spec ?? {}
  const credential = file ? `file://${file}` : registry ? `registry://${registry}` : undefined
  return present({
    SecurityOpt: credential ? [...(options ?? []), `credentialspec=${credential}`] : options,
    MaskedPaths: paths,
    ReadonlyPaths: paths,
  })
}

function readProfile(path: string): string {
  try {
    return JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message.split(',')[0]
    throw new Error(`The seccomp profile ${path} cannot be used: ${why}.`, { cause: error })
  }
}
