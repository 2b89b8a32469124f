import own from '../../package.json' with { type: 'json' }
import { command } from '../command.ts'

export default command(
  {
    usage: '[OPTIONS]',
    flags: {
      short: { kind: 'switch', help: 'Print the number alone' },
      format: {
        kind: 'text',
        short: 'f',
        value: 'FORMAT',
        oneOf: ['pretty', 'json'],
        help: 'pretty or json',
      },
      json: { kind: 'switch', help: 'The same as --format json' },
    },
    words: [0, 0],
  },
  async ({ values, terminal }) => {
    const version = ownVersion()
    if (values.json || values.format === 'json') terminal.print(JSON.stringify({ version: `v${version}` }))
    else terminal.print(values.short ? version : `Keelson version v${version}`)
  },
)

/** The version of this package. */
export function ownVersion(): string {
  return own.version
}
