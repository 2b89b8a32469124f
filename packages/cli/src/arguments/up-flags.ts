import { imageFlags, orphansFlag, recreateFlags, scaleFlag, timeoutFlag, yesFlag } from './shared-flags.ts'

/** The flags of `up`. */
export const upFlags = {
  ...imageFlags,
  ...orphansFlag,
  ...recreateFlags,
  ...scaleFlag,
  ...timeoutFlag,
  ...yesFlag,
  'abort-on-container-exit': {
    kind: 'switch',
    help: 'Stop all when one container exits, with its exit code',
  },
  'abort-on-container-failure': {
    kind: 'switch',
    help: 'Stop all when one container exits with another code than 0, with that code',
  },
  'always-recreate-deps': { kind: 'switch', help: 'Recreate what the services depend on too' },
  attach: { kind: 'list', value: 'SERVICE', help: 'Show the output of these services only' },
  'attach-dependencies': { kind: 'switch', help: 'Show the output of what the named services depend on too' },
  detach: { kind: 'switch', short: 'd', help: 'Return when everything is started' },
  'exit-code-from': {
    kind: 'text',
    value: 'SERVICE',
    help: 'Exit with the code of this service, when it exits',
  },
  menu: { kind: 'switch', hidden: true, help: 'Accepted and ignored: there is no menu' },
  'no-attach': { kind: 'list', value: 'SERVICE', help: 'Do not show the output of these services' },
  'no-build': { kind: 'switch', help: 'Build nothing, even where the files ask for it' },
  'no-color': { kind: 'switch', help: 'Container names without colours' },
  'no-deps': { kind: 'switch', help: 'Leave out what the named services depend on' },
  'no-log-prefix': { kind: 'switch', help: 'Lines without the name of their container' },
  'no-start': { kind: 'switch', help: 'Create the containers and leave it at that' },
  'quiet-build': { kind: 'switch', help: 'Build without showing output' },
  'renew-anon-volumes': { kind: 'switch', short: 'V', help: 'Anonymous volumes anew instead of kept' },
  timestamps: { kind: 'switch', help: 'The time before each line' },
  watch: { kind: 'switch', short: 'w', help: 'Refresh containers when source files change (develop.watch)' },
  wait: { kind: 'switch', help: 'Return when everything runs or is healthy' },
  'wait-timeout': { kind: 'number', value: 'SECONDS', help: 'With --wait: no longer than this' },
} as const
