import type { Flags } from './flags.ts'

/** The flags of `config`. */
export const configFlags = {
  environment: { kind: 'switch', help: 'Print the variables that the files can use' },
  format: { kind: 'text', value: 'FORMAT', oneOf: ['yaml', 'json'], help: 'yaml or json (yaml)' },
  hash: {
    kind: 'text',
    value: 'SERVICES',
    help: 'Print the hash of these services’ configuration; "*" is all',
  },
  images: { kind: 'switch', help: 'Print the names of images' },
  'lock-image-digests': { kind: 'switch', help: 'Print an override file that pins images to their digests' },
  models: { kind: 'switch', help: 'Print the names of models' },
  networks: { kind: 'switch', help: 'Print the names of networks' },
  'no-consistency': { kind: 'switch', help: 'Do not check that references fit together' },
  'no-env-resolution': { kind: 'switch', help: 'Keep env_file instead of reading it' },
  'no-interpolate': { kind: 'switch', help: 'Leave variables as they are written' },
  'no-normalize': { kind: 'switch', help: 'Add no defaults' },
  'no-path-resolution': { kind: 'switch', help: 'Keep relative paths' },
  output: { kind: 'text', short: 'o', value: 'FILE', help: 'Write to this file' },
  problems: {
    kind: 'text',
    value: 'FORMAT',
    oneOf: ['text', 'json'],
    help: 'Print only what is wrong or doubtful, with places: text or json, for editors',
  },
  profiles: { kind: 'switch', help: 'Print the names of profiles' },
  quiet: { kind: 'switch', short: 'q', help: 'Only check' },
  'resolve-image-digests': {
    kind: 'switch',
    help: 'Pin images to the digests that their registries, or the engine, know',
  },
  services: { kind: 'switch', help: 'Print the names of services' },
  variables: { kind: 'switch', help: 'Print the variables that the files refer to' },
  volumes: { kind: 'switch', help: 'Print the names of volumes' },
} as const satisfies Flags
