import { z } from 'zod'
import * as access from './access.ts'
import { Activity, ActivityQuery } from './activity.ts'
import * as balancer from './balancer.ts'
import { PlannedDeploy, VersionComparison } from './comparison.ts'
import * as events from './events.ts'
import {
  DeployId,
  EnvironmentName,
  ProjectName,
  ServiceName,
  TokenId,
  VariableName,
  VersionNumber,
} from './ids.ts'
import * as projects from './projects.ts'
import { Topology } from './topology.ts'

/** One HTTP endpoint: the server must serve it, the clients may call it, the OpenAPI page lists it. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** What the caller must hold; 'anyone' needs no session. */
  needs: access.Scope | 'anyone'
  summary: string
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  answer: z.ZodType
  status?: number
  /** It is no GET, and yet changes nothing that anybody would ask about later. */
  looks?: true
}

const project = z.object({ project: ProjectName })
const version = project.extend({ version: VersionNumber })
const environment = project.extend({ environment: EnvironmentName })
const deploy = z.object({ deploy: DeployId })
const nothing = z.object({}).strict()

/** All of /api/v1, in one table. */
export const endpoints = {
  session: {
    method: 'GET',
    path: '/api/v1/session',
    needs: 'anyone',
    summary: 'Who is signed in',
    answer: access.Session,
  },
  signIn: {
    method: 'POST',
    path: '/api/v1/session',
    needs: 'anyone',
    summary: 'Sign in',
    body: access.SignIn,
    answer: access.Session,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/v1/session',
    needs: 'anyone',
    summary: 'Sign out',
    answer: nothing,
  },
  setup: {
    method: 'POST',
    path: '/api/v1/setup',
    needs: 'anyone',
    summary: 'Set the administrator with the one-time token',
    body: access.Setup,
    answer: access.Session,
  },
  tokens: {
    method: 'GET',
    path: '/api/v1/tokens',
    needs: 'read',
    summary: 'Own API tokens',
    answer: z.array(access.Token),
  },
  createToken: {
    method: 'POST',
    path: '/api/v1/tokens',
    needs: 'read',
    summary: 'Create an API token, at most as powerful as the caller',
    body: access.NewToken,
    answer: access.CreatedToken,
    status: 201,
  },
  deleteToken: {
    method: 'DELETE',
    path: '/api/v1/tokens/:token',
    needs: 'read',
    summary: 'Revoke an API token',
    params: z.object({ token: TokenId }),
    answer: nothing,
  },
  installation: {
    method: 'GET',
    path: '/api/v1/installation',
    needs: 'read',
    summary: 'Address, domain and public key',
    answer: access.Installation,
  },
  hostKeys: {
    method: 'GET',
    path: '/api/v1/host-keys',
    needs: 'read',
    summary: 'SSH host keys pinned at first contact',
    answer: z.array(access.HostKey),
  },
  deleteHostKey: {
    method: 'DELETE',
    path: '/api/v1/host-keys/:host',
    needs: 'admin',
    summary: 'Forget a pinned host key',
    params: z.object({ host: z.string().max(300) }),
    answer: nothing,
  },
  activity: {
    method: 'GET',
    path: '/api/v1/activity',
    needs: 'read',
    summary: 'Who did what, newest first',
    query: ActivityQuery,
    answer: z.array(Activity),
  },
  catalog: {
    method: 'GET',
    path: '/api/v1/catalog',
    needs: 'read',
    summary: 'Applications that ship with Keelson',
    answer: z.array(projects.CatalogApp),
  },
  checkAccess: {
    method: 'POST',
    path: '/api/v1/access-check',
    needs: 'deploy',
    summary: 'Can a remote be read, and what does it hold',
    body: projects.AccessCheck,
    answer: projects.Refs,
    looks: true,
  },
  projects: {
    method: 'GET',
    path: '/api/v1/projects',
    needs: 'read',
    summary: 'All projects',
    answer: z.array(projects.Project),
  },
  createProject: {
    method: 'POST',
    path: '/api/v1/projects',
    needs: 'deploy',
    summary: 'Add a project',
    body: projects.NewProject,
    answer: projects.Project,
    status: 201,
  },
  project: {
    method: 'GET',
    path: '/api/v1/projects/:project',
    needs: 'read',
    summary: 'One project',
    params: project,
    answer: projects.Project,
  },
  changeProject: {
    method: 'PATCH',
    path: '/api/v1/projects/:project',
    needs: 'deploy',
    summary: 'Change settings',
    params: project,
    body: projects.ProjectChanges,
    answer: projects.Project,
  },
  deleteProject: {
    method: 'DELETE',
    path: '/api/v1/projects/:project',
    needs: 'admin',
    summary: 'Delete a project with all versions, environments and volumes',
    params: project,
    answer: projects.Deploy,
    status: 202,
  },
  refs: {
    method: 'GET',
    path: '/api/v1/projects/:project/refs',
    needs: 'read',
    summary: 'Branches and tags of the remote, read now',
    params: project,
    answer: projects.Refs,
  },
  versions: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions',
    needs: 'read',
    summary: 'Versions, newest first',
    params: project,
    answer: z.array(projects.Version),
  },
  version: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version',
    needs: 'read',
    summary: 'One version',
    params: version,
    answer: projects.Version,
  },
  turnOn: {
    method: 'POST',
    path: '/api/v1/projects/:project/versions/:version/on',
    needs: 'deploy',
    summary: 'Turn a version on',
    params: version,
    body: projects.TurnOn,
    answer: projects.Deploy,
    status: 202,
  },
  turnOff: {
    method: 'POST',
    path: '/api/v1/projects/:project/versions/:version/off',
    needs: 'deploy',
    summary: 'Turn a version off; volumes stay',
    params: version,
    body: projects.TurnOff,
    answer: projects.Deploy,
    status: 202,
  },
  deleteVersion: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/versions/:version',
    needs: 'deploy',
    summary:
      'Delete a version: containers, networks, checkout, images nothing else uses, a preview’s volumes',
    params: version,
    answer: projects.Deploy,
    status: 202,
  },
  topology: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/topology',
    needs: 'read',
    summary: 'What a version is made of: services, networks, volumes and who needs whom, by name',
    params: version,
    answer: Topology,
  },
  compare: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/compare/:other',
    needs: 'read',
    summary: 'What differs in the other version; of variables and secrets names only',
    params: version.extend({ other: VersionNumber }),
    answer: VersionComparison,
  },
  plan: {
    method: 'GET',
    path: '/api/v1/projects/:project/versions/:version/plan',
    needs: 'read',
    summary: 'What turning a version on would do now, each step with its reason; nothing is done',
    params: version,
    query: z.object({ environment: EnvironmentName.optional() }),
    answer: PlannedDeploy,
  },
  environments: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments',
    needs: 'read',
    summary: 'Environments',
    params: project,
    answer: z.array(projects.Environment),
  },
  services: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/services',
    needs: 'read',
    summary: 'Services and their replicas',
    params: environment,
    answer: z.array(projects.ServiceStatus),
  },
  scaleService: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/services/:service/scale',
    needs: 'deploy',
    summary: 'Set the number of replicas, kept across deploys; null is the number in the Compose file',
    params: environment.extend({ service: ServiceName }),
    body: projects.ScaleService,
    answer: projects.Deploy,
    status: 202,
  },
  logs: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/logs',
    needs: 'read',
    summary:
      'What containers wrote, oldest first (use the live connection, or follow=true for one JSON line each)',
    params: environment,
    query: z.object({
      service: z.string().optional(),
      tail: z.coerce.number().int().min(0).max(10_000).default(500),
      follow: z.stringbool().default(false),
    }),
    answer: z.array(events.LogLine),
  },
  balancer: {
    method: 'GET',
    path: '/api/v1/balancer',
    needs: 'read',
    summary: 'Every route, service and replica, and what goes through it now',
    answer: balancer.BalancerState,
  },
  balancerHistory: {
    method: 'GET',
    path: '/api/v1/balancer/services/:service/history',
    needs: 'read',
    summary: 'The last five minutes or hour of a service every five seconds, or its last day every minute',
    params: z.object({ service: z.string().max(200) }),
    query: z.object({ range: z.enum(['recent', 'hour', 'day']).default('hour') }),
    answer: balancer.TrafficHistory,
  },
  setReplica: {
    method: 'PUT',
    path: '/api/v1/balancer/replicas/:replica',
    needs: 'deploy',
    summary: 'Drain, disable or enable a replica, or change its share; lasts as long as its container',
    params: z.object({ replica: z.string().max(64) }),
    body: balancer.ReplicaOverride,
    answer: balancer.BalancerState,
  },
  traffic: {
    method: 'GET',
    path: '/api/v1/traffic',
    needs: 'read',
    summary: 'Requests a second of each project over the last hour',
    answer: z.array(balancer.ProjectTraffic),
  },
  variables: {
    method: 'GET',
    path: '/api/v1/projects/:project/variables',
    needs: 'read',
    summary: 'Variables; values of secrets are never returned',
    params: project,
    answer: z.array(projects.Variable),
  },
  setVariable: {
    method: 'PUT',
    path: '/api/v1/projects/:project/variables/:name',
    needs: 'deploy',
    summary: 'Set a variable',
    params: project.extend({ name: VariableName }),
    body: projects.SetVariable,
    answer: projects.Variable,
  },
  deleteVariable: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/variables/:name',
    needs: 'deploy',
    summary: 'Remove a variable',
    params: project.extend({ name: VariableName }),
    query: z.object({ environment: EnvironmentName.optional() }),
    answer: nothing,
  },
  deploy: {
    method: 'POST',
    path: '/api/v1/projects/:project/deploys',
    needs: 'deploy',
    summary: 'Fetch, build and turn on',
    params: project,
    body: projects.NewDeploy,
    answer: projects.Deploy,
    status: 202,
  },
  deploys: {
    method: 'GET',
    path: '/api/v1/projects/:project/deploys',
    needs: 'read',
    summary: 'Operations, newest first',
    params: project,
    query: z.object({ version: VersionNumber.optional(), before: z.iso.datetime().optional() }),
    answer: z.array(projects.Deploy),
  },
  oneDeploy: {
    method: 'GET',
    path: '/api/v1/deploys/:deploy',
    needs: 'read',
    summary: 'One operation',
    params: deploy,
    answer: projects.Deploy,
  },
  deployEvents: {
    method: 'GET',
    path: '/api/v1/deploys/:deploy/events',
    needs: 'read',
    summary: 'Events after a sequence number; wait=true holds the request until there is one',
    params: deploy,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      wait: z.stringbool().default(false),
    }),
    answer: z.array(events.DeployEvent),
  },
  cancel: {
    method: 'POST',
    path: '/api/v1/deploys/:deploy/cancel',
    needs: 'deploy',
    summary: 'Cancel what is queued or running',
    params: deploy,
    answer: projects.Deploy,
    status: 202,
  },
} as const satisfies Record<string, Endpoint>

export type EndpointName = keyof typeof endpoints
