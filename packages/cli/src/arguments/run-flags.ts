import type { Flags } from './flags.ts'
import { imageFlags, orphansFlag } from './shared-flags.ts'

/** The flags of `run`. */
export const runFlags = {
  ...imageFlags,
  ...orphansFlag,
  'cap-add': { kind: 'list', value: 'CAPABILITY', help: 'Add a Linux capability' },
  'cap-drop': { kind: 'list', value: 'CAPABILITY', help: 'Drop a Linux capability' },
  detach: { kind: 'switch', short: 'd', help: 'Print the container’s id and return' },
  entrypoint: { kind: 'text', value: 'COMMAND', help: 'Instead of the image’s entrypoint' },
  env: { kind: 'list', short: 'e', value: 'NAME=VALUE', help: 'Set a variable' },
  'env-from-file': { kind: 'list', value: 'FILE', help: 'Set the variables of a file' },
  interactive: { kind: 'switch', short: 'i', default: true, help: 'Pass standard input on' },
  label: { kind: 'list', short: 'l', value: 'NAME=VALUE', help: 'Set a label' },
  name: { kind: 'text', value: 'NAME', help: 'Name of the container' },
  'no-tty': { kind: 'switch', short: 'T', help: 'No terminal (there is none unless this is one)' },
  'no-TTY': { kind: 'switch', hidden: true, help: 'The same as --no-tty' },
  tty: { kind: 'switch', short: 't', default: true, hidden: true, help: 'Accepted: the opposite of -T' },
  'no-deps': { kind: 'switch', help: 'Do not start what the service depends on' },
  publish: { kind: 'list', short: 'p', value: 'PORT', help: 'Publish a port: 8080:80' },
  quiet: { kind: 'switch', short: 'q', help: 'Show no progress' },
  'quiet-build': { kind: 'switch', help: 'Build without showing output' },
  rm: { kind: 'switch', help: 'Remove the container when it ends' },
  'service-ports': { kind: 'switch', short: 'P', help: 'Publish the service’s own ports' },
  'use-aliases': { kind: 'switch', help: 'Reachable by the service’s name in its networks' },
  user: { kind: 'text', short: 'u', value: 'USER', help: 'As this user' },
  volume: { kind: 'list', short: 'v', value: 'MOUNT', help: 'Mount a folder or volume: ./data:/data' },
  workdir: { kind: 'text', short: 'w', value: 'FOLDER', help: 'In this folder of the container' },
} as const satisfies Flags
