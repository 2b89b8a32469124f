import type { Command } from './command.ts'

/** A command as listed; its file is read only when it is called or its flags are asked for. */
export type Listed = { summary: string; group: Group; load: () => Promise<{ default: Command }> }
export type Group = 'compose' | 'server' | 'other'

export const groups: Record<Group, string> = {
  compose: 'On the Compose project of this folder, without a server',
  server: 'On a Keelson server',
  other: 'Other',
}

/** All commands, in the order in which help shows them. A name of two words has a file of its own too. */
export const commands: Readonly<Record<string, Listed>> = {
  up: {
    group: 'compose',
    summary: 'Create and start containers',
    load: () => import('./commands/up.ts'),
  },
  down: {
    group: 'compose',
    summary: 'Stop and remove containers and networks',
    load: () => import('./commands/down.ts'),
  },
  ps: { group: 'compose', summary: 'List containers', load: () => import('./commands/ps.ts') },
  logs: {
    group: 'compose',
    summary: 'Show what containers wrote, here or on a server',
    load: () => import('./commands/logs.ts'),
  },
  config: {
    group: 'compose',
    summary: 'Check the Compose files and print the project in canonical form',
    load: () => import('./commands/config.ts'),
  },
  picture: {
    group: 'compose',
    summary: 'Draw the project: services, networks, volumes and who waits for whom',
    load: () => import('./commands/picture.ts'),
  },
  build: { group: 'compose', summary: 'Build images', load: () => import('./commands/build.ts') },
  pull: { group: 'compose', summary: 'Pull images', load: () => import('./commands/pull.ts') },
  push: { group: 'compose', summary: 'Push images', load: () => import('./commands/push.ts') },
  create: {
    group: 'compose',
    summary: 'Create containers without starting them',
    load: () => import('./commands/create.ts'),
  },
  start: { group: 'compose', summary: 'Start containers', load: () => import('./commands/start.ts') },
  stop: { group: 'compose', summary: 'Stop containers', load: () => import('./commands/stop.ts') },
  restart: { group: 'compose', summary: 'Restart containers', load: () => import('./commands/restart.ts') },
  kill: {
    group: 'compose',
    summary: 'Send a signal to containers',
    load: () => import('./commands/kill.ts'),
  },
  pause: { group: 'compose', summary: 'Pause containers', load: () => import('./commands/pause.ts') },
  unpause: {
    group: 'compose',
    summary: 'Let paused containers go on',
    load: () => import('./commands/unpause.ts'),
  },
  rm: { group: 'compose', summary: 'Remove stopped containers', load: () => import('./commands/rm.ts') },
  scale: {
    group: 'compose',
    summary: 'Change how many containers a service has',
    load: () => import('./commands/scale.ts'),
  },
  exec: {
    group: 'compose',
    summary: 'Run a command in a running container',
    load: () => import('./commands/exec.ts'),
  },
  attach: {
    group: 'compose',
    summary: 'Join the input and output of a running container',
    load: () => import('./commands/attach.ts'),
  },
  run: {
    group: 'compose',
    summary: 'Run a command in a new container of a service',
    load: () => import('./commands/run.ts'),
  },
  cp: {
    group: 'compose',
    summary: 'Copy files between a container and this machine',
    load: () => import('./commands/cp.ts'),
  },
  commit: {
    group: 'compose',
    summary: 'Make an image of a container as it is now',
    load: () => import('./commands/commit.ts'),
  },
  export: {
    group: 'compose',
    summary: 'Write a container’s file system as a tar archive',
    load: () => import('./commands/export.ts'),
  },
  publish: {
    group: 'compose',
    summary: 'Not supported: says what to do instead',
    load: () => import('./commands/publish.ts'),
  },
  top: {
    group: 'compose',
    summary: 'List the processes in containers',
    load: () => import('./commands/top.ts'),
  },
  stats: {
    group: 'compose',
    summary: 'Show what containers use of the machine',
    load: () => import('./commands/stats.ts'),
  },
  port: {
    group: 'compose',
    summary: 'Print where a container port is published',
    load: () => import('./commands/port.ts'),
  },
  images: {
    group: 'compose',
    summary: 'List the images of containers',
    load: () => import('./commands/images.ts'),
  },
  volumes: { group: 'compose', summary: 'List volumes', load: () => import('./commands/volumes.ts') },
  events: {
    group: 'compose',
    summary: 'Follow what happens to containers',
    load: () => import('./commands/events.ts'),
  },
  wait: {
    group: 'compose',
    summary: 'Wait until containers stop',
    load: () => import('./commands/wait.ts'),
  },
  watch: {
    group: 'compose',
    summary: 'Refresh containers when source files change',
    load: () => import('./commands/watch.ts'),
  },
  ls: {
    group: 'compose',
    summary: 'List the Compose projects on this engine',
    load: () => import('./commands/ls.ts'),
  },
  login: { group: 'server', summary: 'Sign in to a server', load: () => import('./commands/login.ts') },
  logout: {
    group: 'server',
    summary: 'Forget the token and revoke it',
    load: () => import('./commands/logout.ts'),
  },
  'projects list': {
    group: 'server',
    summary: 'List projects',
    load: () => import('./commands/projects-list.ts'),
  },
  'projects create': {
    group: 'server',
    summary: 'Add a project from a git repository',
    load: () => import('./commands/projects-create.ts'),
  },
  'projects show': {
    group: 'server',
    summary: 'Show one project',
    load: () => import('./commands/projects-show.ts'),
  },
  'projects delete': {
    group: 'server',
    summary: 'Delete a project with everything it has',
    load: () => import('./commands/projects-delete.ts'),
  },
  'catalog list': {
    group: 'server',
    summary: 'List the applications that ship with Keelson',
    load: () => import('./commands/catalog-list.ts'),
  },
  'catalog deploy': {
    group: 'server',
    summary: 'Deploy an application of the catalog',
    load: () => import('./commands/catalog-deploy.ts'),
  },
  deploy: {
    group: 'server',
    summary: 'Fetch, build and turn on a new version',
    load: () => import('./commands/deploy.ts'),
  },
  versions: {
    group: 'server',
    summary: 'List the versions of a project',
    load: () => import('./commands/versions.ts'),
  },
  on: { group: 'server', summary: 'Turn a version on', load: () => import('./commands/on.ts') },
  promote: {
    group: 'server',
    summary: 'Let a canary take the place of what is on',
    load: () => import('./commands/promote.ts'),
  },
  abort: { group: 'server', summary: 'End a canary', load: () => import('./commands/abort.ts') },
  off: {
    group: 'server',
    summary: 'Turn a version off; volumes stay',
    load: () => import('./commands/off.ts'),
  },
  view: {
    group: 'server',
    summary: 'Show the latest operation on a version, with its log',
    load: () => import('./commands/view.ts'),
  },
  delete: { group: 'server', summary: 'Delete a version', load: () => import('./commands/delete.ts') },
  environments: {
    group: 'server',
    summary: 'List the environments of a project',
    load: () => import('./commands/environments.ts'),
  },
  services: {
    group: 'server',
    summary: 'List the services that run in an environment',
    load: () => import('./commands/services.ts'),
  },
  'variables list': {
    group: 'server',
    summary: 'List variables; values of secrets are never shown',
    load: () => import('./commands/variables-list.ts'),
  },
  'variables set': {
    group: 'server',
    summary: 'Set a variable, its value read from standard input',
    load: () => import('./commands/variables-set.ts'),
  },
  'variables unset': {
    group: 'server',
    summary: 'Remove a variable',
    load: () => import('./commands/variables-unset.ts'),
  },
  'domains list': {
    group: 'server',
    summary: 'List domains: where DNS leads them, and their certificates',
    load: () => import('./commands/domains-list.ts'),
  },
  'domains add': {
    group: 'server',
    summary: 'Let a host name of your own lead to a service',
    load: () => import('./commands/domains-add.ts'),
  },
  'domains check': {
    group: 'server',
    summary: 'Look now where DNS leads a domain',
    load: () => import('./commands/domains-check.ts'),
  },
  'domains remove': {
    group: 'server',
    summary: 'Remove a domain',
    load: () => import('./commands/domains-remove.ts'),
  },
  'access show': {
    group: 'server',
    summary: 'Show who may visit, how often, and from where',
    load: () => import('./commands/access-show.ts'),
  },
  'access set': {
    group: 'server',
    summary: 'Ask visitors of a service for a password, a network, patience',
    load: () => import('./commands/access-set.ts'),
  },
  'access remove': {
    group: 'server',
    summary: 'Remove the access rule of a service',
    load: () => import('./commands/access-remove.ts'),
  },
  'maintenance on': {
    group: 'server',
    summary: 'Close an environment for maintenance',
    load: () => import('./commands/maintenance-on.ts'),
  },
  'maintenance off': {
    group: 'server',
    summary: 'Open an environment again',
    load: () => import('./commands/maintenance-off.ts'),
  },
  cleanup: {
    group: 'server',
    summary: 'Show what could be removed to free space, and remove it',
    load: () => import('./commands/cleanup.ts'),
  },
  'certificates list': {
    group: 'server',
    summary: 'List certificates',
    load: () => import('./commands/certificates-list.ts'),
  },
  'certificates add': {
    group: 'server',
    summary: 'Upload a certificate and its key',
    load: () => import('./commands/certificates-add.ts'),
  },
  'certificates remove': {
    group: 'server',
    summary: 'Remove a certificate',
    load: () => import('./commands/certificates-remove.ts'),
  },
  'certificates authority': {
    group: 'server',
    summary: 'Show or set who gives out certificates',
    load: () => import('./commands/certificates-authority.ts'),
  },
  completion: {
    group: 'other',
    summary: 'Print the completion script of a shell',
    load: () => import('./commands/completion.ts'),
  },
  help: { group: 'other', summary: 'Show help on a command', load: () => import('./commands/help.ts') },
  version: { group: 'other', summary: 'Print the version', load: () => import('./commands/version.ts') },
}

/** Other names that are understood: habits from docker compose, and singular forms. */
export const otherNames: Readonly<Record<string, string>> = {
  convert: 'config',
  viz: 'picture',
  project: 'projects',
  variable: 'variables',
}
