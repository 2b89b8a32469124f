import type { Step } from '../scenario.ts'

export const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
/** On the project's own network. */
export const net = 'image: IMAGE, stop_grace_period: 0s'
export const one = `services: {web: {${base}}}`
export const two = `services:
  db: {${base}}
  web: {${base}, depends_on: [db]}
`

/** The same, an attribute a line. */
export const lines = base.replaceAll(', ', '\n    ')

/** Each finds what the other made as it wants it: both spell the configuration's hash alike. */
export const neitherMakesAgain: Step[] = [
  { args: ['up', '--no-start'], by: 'compose' },
  { args: ['up', '--no-start'], by: 'keelson' },
]
