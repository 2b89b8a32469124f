import { Failure } from '../failure.ts'

const policies = ['always', 'missing', 'never', 'build', 'policy']

/** `--pull`, `--build` and `--no-build` as the engine takes them. `policy` means: as each service says. */
export function imageWish(values: { pull: string | undefined; build: boolean; 'no-build'?: boolean }): {
  pull: string | undefined
  build: boolean | undefined
} {
  const { pull } = values
  if (pull !== undefined && !policies.includes(pull) && !/^every_/.test(pull)) {
    throw new Failure(`--pull is "${pull}"; it can be ${policies.join(', ')}.`)
  }
  if (values.build && values['no-build']) throw new Failure('--build and --no-build exclude each other.')
  return {
    pull: pull === 'policy' ? undefined : pull,
    build: values.build ? true : values['no-build'] ? false : undefined,
  }
}
