import { setTimeout as delay } from 'node:timers/promises'
import type { Docker } from '../docker/docker.ts'
import type { ContainerInspect } from '../docker/types.ts'
import { hasHealthCheck, healthCheckPasses } from './health-check.ts'
import type { HealthWatch } from './health-watch.ts'
import { addressOf, takesConnection } from './takes-connection.ts'

/** A new container does not do its work. The message goes on after "The service web". */
export class NotServing extends Error {
  override readonly name = 'NotServing'
  readonly container: string
  readonly service: string

  constructor(container: { id: string; service: string }, message: string) {
    super(message)
    this.container = container.id
    this.service = container.service
  }
}

/** Milliseconds. */
const PATIENCE = 5 * 60_000
const CONNECT_PAUSE = 30
/** Without anything to ask, a container has to run this long. */
const STEADY = 1000
/** A published port may be one that nobody ever listens on, the more so where nothing was replaced. */
const PORT_PATIENCE = { fresh: 10_000, successor: 60_000 }

type Asked = {
  id: string
  service: string
  port?: number | undefined
  fresh: boolean
  signal?: AbortSignal | undefined
  warn: (text: string) => void
}

/**
 * Waits until a container that was started does its work: its own health check succeeds, which is run at once and
 * again and again, since engines before 25 first wait for a whole `interval`; and its port takes connections, or a
 * warning says that it does not. With neither, until it has run for a second.
 * @throws NotServing when the engine calls it unhealthy, it ends, or five minutes have passed
 */
export async function prove(docker: Docker, watch: HealthWatch, asked: Asked): Promise<void> {
  const { id, signal } = asked
  const over = new AbortController()
  const until = AbortSignal.any([over.signal, ...(signal ? [signal] : [])])
  const verdict = watch.until(id, doomed, until)
  const late = delay(PATIENCE, undefined, { signal: until }).then(() => {
    throw new NotServing(asked, `did not come up within ${PATIENCE / 60_000} minutes`)
  })
  const proof = serves(docker, watch, asked, until)
  for (const one of [verdict, late, proof]) one.catch(() => {})
  try {
    const why = await Promise.race([verdict, late, proof])
    if (why) throw new NotServing(asked, why)
  } finally {
    over.abort()
  }
}

/** What the engine says against it, and nothing will change. */
function doomed({
  State: state,
  HostConfig: { RestartPolicy: policy },
}: ContainerInspect): string | undefined {
  if (state.Status === 'exited' || state.Status === 'dead') {
    const again = policy && !['', 'no'].includes(policy.Name ?? '')
    const done = state.ExitCode === 0 || again
    return done ? undefined : `ended with exit code ${state.ExitCode}`
  }
  if (state.Health?.Status !== 'unhealthy') return undefined
  const said = state.Health.Log?.at(-1)?.Output.trim().split('\n').at(-1)
  return `is unhealthy: its health check fails${said ? ` (${said.slice(0, 200)})` : ''}`
}

async function serves(
  docker: Docker,
  watch: HealthWatch,
  asked: Asked,
  signal: AbortSignal,
): Promise<undefined> {
  const { id, port } = asked
  const container = await watch.until(
    id,
    (now) => (now.State.Status === 'running' ? now : ended(now)),
    signal,
  )
  if (container.State.Status !== 'running') {
    if (port === undefined) return undefined
    throw new NotServing(asked, `ended with exit code ${container.State.ExitCode}`)
  }
  const checked = hasHealthCheck(container)
  if (checked) await healthCheckPasses(docker, watch, container, signal, port)
  if (port !== undefined) await listens(container, port, asked, signal)
  if (!checked && port === undefined) await steady(watch, id, signal)
  return undefined
}

const ended = (now: ContainerInspect) =>
  now.State.Status === 'exited' && now.State.ExitCode === 0 && doesNotRestart(now) ? now : undefined
const doesNotRestart = ({ HostConfig }: ContainerInspect) =>
  ['', 'no', 'on-failure', undefined].includes(HostConfig.RestartPolicy?.Name)

async function listens(
  container: ContainerInspect,
  port: number,
  asked: Asked,
  signal: AbortSignal,
): Promise<void> {
  const { fresh, warn } = asked
  const address = addressOf(container)
  if (!address) return
  const patience = Date.now() + PORT_PATIENCE[fresh ? 'fresh' : 'successor']
  while (!(await takesConnection(address, port))) {
    if (Date.now() > patience)
      return warn(`The container ${container.Name.slice(1)} does not take connections on port ${port} yet.`)
    await delay(CONNECT_PAUSE, undefined, { signal })
  }
}

/** Running since the same moment for a second. */
async function steady(watch: HealthWatch, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const started = await watch.until(
      id,
      ({ State }) => (State.Status === 'running' || State.Status === 'exited' ? State.StartedAt : undefined),
      signal,
    )
    await delay(STEADY, undefined, { signal })
    const same = await watch.until(
      id,
      ({ State }) => State.StartedAt === started && (State.Status === 'running' || State.ExitCode === 0),
      signal,
    )
    if (same) return
  }
}
