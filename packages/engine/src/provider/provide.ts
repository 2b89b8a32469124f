import type { Project, Service } from '@keelson/compose'
import { inDependencyOrder, select } from '../plan/graph.ts'
import { ProcessError, run } from '../process.ts'
import { type ProviderVerb, providerArguments } from './arguments.ts'
import { findProvider } from './find.ts'
import { type Metadata, readMessage, readMetadata } from './protocol.ts'

/** How a provider's work on a service goes. */
export type ProviderEvent = {
  kind: 'provider'
  service: string
  provider: string
  verb: ProviderVerb
  state: 'would run' | 'started' | 'working' | 'done' | 'failed'
  text?: string
}

export type ProvideOptions = {
  /** In which programs are looked for, and which they get. */
  environment: Readonly<Record<string, string | undefined>>
  services?: readonly string[] | undefined
  noDeps?: boolean | undefined
  dryRun?: boolean | undefined
  signal?: AbortSignal | undefined
  onEvent?: ((event: ProviderEvent) => void) | undefined
}

/** A provider may make something in a data centre: a day. */
const PATIENCE = 86_400_000
const METADATA_PATIENCE = 10_000

/**
 * Has the programs of `provider:` services do their work, as docker compose does: each after the services that it
 * depends on (for `up`; the other way round else). Gives the project with the variables that they set in the
 * services that depend on them.
 * @throws Error when a program is missing, says so, or ends with another code than 0.
 */
export async function provide(
  project: Project,
  verb: ProviderVerb,
  options: ProvideOptions,
): Promise<Project> {
  const chosen = select(project, options.services, verb === 'up' && !options.noDeps)
  const order = inDependencyOrder(project).filter((name) => chosen.has(name))
  let result = project
  for (const name of verb === 'up' ? order : order.reverse()) {
    const { provider } = project.services[name] ?? {}
    if (!provider) continue
    const variables = await runProvider(project, name, provider, verb, options)
    result = withVariables(result, name, variables)
  }
  return result
}

type Variables = Record<string, string>

async function runProvider(
  project: Project,
  service: string,
  provider: NonNullable<Service['provider']>,
  verb: ProviderVerb,
  { environment, dryRun, signal, onEvent }: ProvideOptions,
): Promise<Variables> {
  const type = provider.type ?? ''
  const program = findProvider(type, service, environment)
  const tell = (state: ProviderEvent['state'], text?: string) =>
    onEvent?.({ kind: 'provider', service, provider: type, verb, state, ...(text ? { text } : {}) })
  if (dryRun) {
    tell('would run')
    return {}
  }
  const metadata = await askMetadata(program, environment, signal)
  if (verb === 'stop' && !metadata?.stop) return {}
  const argv = providerArguments(project.name, service, provider, verb, metadata)
  tell('started')
  const variables: Variables = {}
  const cancel = new AbortController()
  let refusal: Error | undefined
  const fail = (error: Error) => {
    refusal ??= error
    cancel.abort()
  }
  const heard = (line: string) => {
    try {
      const message = readMessage(line)
      if (message.type === 'info') tell('working', message.message)
      else if (message.type === 'error') fail(new Error(message.message))
      else if (message.type === 'variable')
        variables[message.raw ? message.name : `${service.toUpperCase()}_${message.name}`] = message.value
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)))
    }
  }
  try {
    const { code, stderr } = await run([program, ...argv], {
      environment: { ...environment },
      signal: signal ? AbortSignal.any([signal, cancel.signal]) : cancel.signal,
      timeout: PATIENCE,
      onOutputLine: heard,
    }).catch((error) => {
      throw refusal ?? error
    })
    if (refusal) throw refusal
    if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `It ended with code ${code}.`)
    tell('done')
    return variables
  } catch (error) {
    signal?.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    tell('failed', why)
    throw new Error(`The provider "${type}" of the service "${service}" failed: ${why}`, { cause: error })
  }
}

async function askMetadata(
  program: string,
  environment: ProvideOptions['environment'],
  signal: AbortSignal | undefined,
): Promise<Metadata | undefined> {
  const options = { environment: { ...environment }, signal, timeout: METADATA_PATIENCE }
  try {
    const { code, stdout } = await run([program, 'compose', 'metadata'], options)
    return code === 0 ? readMetadata(stdout) : undefined
  } catch (error) {
    if (error instanceof ProcessError) return undefined
    throw error
  }
}

/** The project with variables in every service that depends on the provider's. */
function withVariables(project: Project, provider: string, variables: Variables): Project {
  if (Object.keys(variables).length === 0) return project
  const services = Object.entries(project.services).map(([name, service]): [string, Service] =>
    service.depends_on && provider in service.depends_on
      ? [name, { ...service, environment: { ...service.environment, ...variables } }]
      : [name, service],
  )
  return { ...project, services: Object.fromEntries(services) }
}
