import type { Service } from '@keelson/compose'
import type { Metadata } from './protocol.ts'

export type ProviderVerb = 'up' | 'down' | 'stop'

/**
 * The words after the program: options become flags; where the provider tells its options, only those it has.
 * @throws Error for a required option that is missing.
 */
export function providerArguments(
  project: string,
  service: string,
  provider: NonNullable<Service['provider']>,
  verb: ProviderVerb,
  metadata: Metadata | undefined,
): string[] {
  const options = provider.options ?? {}
  const known = metadata?.[verb]?.parameters ?? []
  for (const { name, required } of known) {
    if (required && !(name in options))
      throw new Error(
        `The provider "${provider.type}" of the service "${service}" needs the option "${name}".`,
      )
  }
  const flags = Object.entries(options)
    .filter(([name]) => !metadata || known.some((parameter) => parameter.name === name))
    .flatMap(([name, values]) => values.map((value) => `--${name}=${value}`))
  return ['compose', `--project-name=${project}`, verb, ...flags, service]
}
