import type { Flags } from './flags.ts'

/** Flags of every command that reads Compose files: before the verb, and after it where the verb has no such flag. */
export const globalFlags = {
  file: { kind: 'list', short: 'f', value: 'FILE', help: 'Compose file; give it again to layer several' },
  'project-name': { kind: 'text', short: 'p', value: 'NAME', help: 'Name of the Compose project' },
  profile: { kind: 'list', value: 'PROFILE', help: 'Profile to enable; "*" enables all' },
  'env-file': { kind: 'list', value: 'FILE', help: 'Read variables from this file instead of .env' },
  'project-directory': {
    kind: 'text',
    value: 'FOLDER',
    help: 'Folder that relative paths start from (the first Compose file’s)',
  },
  dev: {
    kind: 'switch',
    help: 'Layer the development file (compose.dev.yaml or docker-compose-development.yml) on top',
  },
  compatibility: {
    kind: 'switch',
    help: 'Names with "_" between their parts, as docker-compose 1 made them',
  },
  'all-resources': { kind: 'switch', help: 'Keep networks, volumes and secrets that no service uses' },
  parallel: { kind: 'number', value: 'N', help: 'Do at most this much at once; -1 is no limit' },
  'dry-run': { kind: 'switch', help: 'Say what would be done and why; do nothing' },
  progress: {
    kind: 'text',
    value: 'KIND',
    oneOf: ['auto', 'tty', 'plain', 'json', 'quiet', 'rawjson'],
    help: 'How progress is shown: auto, tty, plain, json or quiet',
  },
  ansi: {
    kind: 'text',
    value: 'WHEN',
    help: 'Colours and cursor movement: never, always or auto',
  },
  json: { kind: 'switch', help: 'Print JSON' },
  // What older scripts give to docker compose.
  verbose: { kind: 'switch', hidden: true, help: 'Accepted: everything worth telling is told' },
  'no-ansi': { kind: 'switch', hidden: true, help: 'The same as --ansi never' },
} as const satisfies Flags

/** Flags of every command that speaks to a server. */
export const serverFlags = {
  url: {
    kind: 'text',
    value: 'URL',
    help: 'Address of the server (else KEELSON_URL, else the one signed in to)',
  },
  json: { kind: 'switch', help: 'Print JSON, in the shapes of the API' },
  ansi: { kind: 'text', value: 'WHEN', help: 'Colours: never, always or auto' },
} as const satisfies Flags

export const environmentFlag = {
  env: { kind: 'text', value: 'ENVIRONMENT', help: 'Environment; production when none is named' },
} as const satisfies Flags

export const timeoutFlag = {
  timeout: { kind: 'number', short: 't', value: 'SECONDS', help: 'Let containers this long to stop' },
} as const satisfies Flags

export const recreateFlags = {
  'force-recreate': { kind: 'switch', help: 'Recreate containers even when nothing about them changed' },
  'no-recreate': { kind: 'switch', help: 'Leave existing containers as they are' },
} as const satisfies Flags

export const imageFlags = {
  build: { kind: 'switch', help: 'Build images first' },
  pull: { kind: 'text', value: 'POLICY', help: 'Pull images first: always, missing, never or policy' },
  'quiet-pull': { kind: 'switch', help: 'Pull without showing progress' },
} as const satisfies Flags

export const orphansFlag = {
  'remove-orphans': {
    kind: 'switch',
    help: 'Remove containers of services that the Compose files no longer have',
  },
} as const satisfies Flags

export const scaleFlag = {
  scale: { kind: 'list', value: 'SERVICE=N', help: 'Run N containers of the service' },
} as const satisfies Flags

export const yesFlag = {
  yes: { kind: 'switch', short: 'y', help: 'Answer yes to every question' },
} as const satisfies Flags

export const indexFlag = {
  index: { kind: 'number', value: 'N', help: 'Number of the container when a service has several' },
} as const satisfies Flags

export const formatFlag = {
  format: {
    kind: 'text',
    value: 'FORMAT',
    help: 'table, json, or a template such as "{{.Name}} {{.State}}"',
    default: 'table',
  },
} as const satisfies Flags
