import { Failure } from '../failure.ts'

type UpValues = Readonly<Record<string, unknown>>

/** Flags of `up` that contradict each other, as docker compose refuses them. */
export function checkCombinations(values: UpValues): void {
  const given = (names: readonly string[]) =>
    names.filter((name) => {
      const value = values[name]
      return Array.isArray(value) ? value.length > 0 : Boolean(value)
    })
  const abort = ['abort-on-container-exit', 'abort-on-container-failure', 'exit-code-from']
  const attach = ['attach', 'attach-dependencies', 'watch']
  const exclude = (one: string, others: readonly string[]) => {
    const clash = given([one]).length > 0 ? given(others) : []
    if (clash.length > 0) {
      throw new Failure(`--${one} cannot be combined with ${clash.map((name) => `--${name}`).join(', ')}.`)
    }
  }
  exclude('detach', [...abort, ...attach])
  exclude('wait', [...abort, ...attach])
  exclude('no-start', [...abort, ...attach])
  exclude('abort-on-container-failure', ['abort-on-container-exit'])
}
