import type { Deploy, Environment, Project, ServiceStatus, Version } from '@keelson/protocol'
import { ago, deployId, environment, hash, number, project, service } from './world.ts'

/** A project of the world; what is not said is ordinary. */
export function aProject(name: string, more: Partial<Project> = {}): Project {
  return {
    name: project(name),
    source: { kind: 'git', url: `git@gitlab.com:harbour/${name}.git`, hasToken: false },
    path: '',
    files: [],
    profiles: [],
    defaultRef: 'main',
    publicKey:
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGv3kXy0mJ2cQm7pT1dR8bWz5uYhN4sLqE6oKfVxA9Pj keelson@localhost',
    ownKey: false,
    trusted: false,
    state: 'on',
    url: `http://${name}.localhost:8000`,
    createdAt: ago(86_400 * 30),
    lastDeploy: null,
    ...more,
  }
}

export function aVersion(n: number, message: string, more: Partial<Version> = {}): Version {
  return {
    number: number(n),
    ref: 'main',
    commit: hash(n),
    author: ['Nuria Vidal', 'Tom Okafor', 'Ines Laurent'][n % 3] ?? '',
    message,
    committedAt: ago(3_600 * n),
    createdAt: ago(3_600 * n),
    onIn: [],
    cleaned: false,
    state: 'off',
    urls: [],
    images: ['web', 'worker'].map((name) => ({
      service: service(name),
      image: `keelson/shop-${name}:${hash(n).slice(0, 7)}`,
      id: `sha256:${hash(n + name.length)}`,
      built: true,
    })),
    lastDeploy: deployId(n),
    ...more,
  }
}

export function anEnvironment(
  of: string,
  name: string,
  version: number | null,
  more: Partial<Environment> = {},
): Environment {
  const prefix = name === 'production' ? '' : `${name}--`
  return {
    name: environment(name),
    composeProject: `${of}-${name}`,
    version: version === null ? null : number(version),
    canary: null,
    state: version === null ? 'off' : 'on',
    routes:
      version === null
        ? []
        : [
            { service: service('web'), url: `http://${prefix}${of}.localhost:8000`, main: true },
            { service: service('admin'), url: `http://admin--${prefix}${of}.localhost:8000`, main: false },
          ],
    ports: [],
    ...more,
  }
}

export function aDeploy(n: number, of: string, more: Partial<Deploy> = {}): Deploy {
  const created = Date.parse(more.createdAt ?? ago(3_600 * n))
  const after = (seconds: number) => new Date(created + seconds * 1_000).toISOString()
  return {
    id: deployId(n),
    project: project(of),
    kind: 'deploy',
    environment: environment('production'),
    version: number(n),
    ref: 'main',
    state: 'succeeded',
    stages: [],
    failure: null,
    requestedBy: 'nuria@example.org',
    createdAt: after(0),
    startedAt: after(1),
    finishedAt: after(47),
    ...more,
  }
}

export function aService(name: string, replicas: number, more: Partial<ServiceStatus> = {}): ServiceStatus {
  return {
    name: service(name),
    image: `keelson/shop-${name}:4f1c9e2`,
    wanted: replicas,
    declared: replicas,
    replicas: Array.from({ length: replicas }, (_, index) => ({
      container: hash(name.length * 31 + index).slice(0, 12),
      name: `${name}-${index + 1}`,
      state: 'running' as const,
      health: 'healthy' as const,
      exitCode: null,
      startedAt: ago(5_400),
    })),
    state: 'running',
    url: null,
    ...more,
  }
}
