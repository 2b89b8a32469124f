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
  project: 'projects',
  variable: 'variables',
}
