import { setTimeout as delay } from 'node:timers/promises'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { createExec, inspectExec, startExec } from '../docker/exec.ts'
import type { ContainerInspect } from '../docker/types.ts'
import type { HealthWatch } from './health-watch.ts'
import { addressOf, takesConnection } from './takes-connection.ts'

/** Milliseconds. A health check is never run more than half of the time. */
const PAUSE = 100
/** The engine's own when none is written. */
const TIMEOUT = 30_000

export function hasHealthCheck({ Config }: ContainerInspect): boolean {
  const test = Config.Healthcheck?.Test ?? []
  return test.length > 0 && test[0] !== 'NONE'
}

/**
 * Runs a container's own health check, at once and again and again until it succeeds or the engine has seen it
 * succeed: the engine itself looks first after a whole `interval` (before 25 there is no other way).
 *
 * Databases answer their check while they still set themselves up, listening nowhere. So our own run counts only
 * when the container takes connections on one of the ports that it exposes, or on `port`; of one without ports the
 * engine alone says whether it is healthy.
 */
export async function healthCheckPasses(
  docker: Docker,
  watch: HealthWatch,
  container: ContainerInspect,
  signal: AbortSignal,
  port?: number,
): Promise<void> {
  const seen = watch.until(
    container.Id,
    ({ State }) => State.Health?.Status === 'healthy' || undefined,
    signal,
  )
  const address = addressOf(container)
  const ports = port === undefined ? exposedPorts(container) : [port]
  if (!address || ports.length === 0) return void (await seen)
  seen.catch(() => {})
  const own = (async () => {
    for (;;) {
      const since = performance.now()
      const listens = await Promise.all(ports.map((one) => takesConnection(address, one)))
      if (listens.includes(true) && (await passes(docker, container, signal))) return
      await delay(Math.max(PAUSE, performance.now() - since), undefined, { signal })
    }
  })()
  own.catch(() => {})
  await Promise.race([seen, own])
}

const exposedPorts = ({ Config }: ContainerInspect) =>
  Object.keys(Config.ExposedPorts ?? {}).flatMap((port) => {
    const [number, protocol = 'tcp'] = port.split('/')
    return protocol === 'tcp' && Number(number) > 0 ? [Number(number)] : []
  })

/** One run of the health check, as the engine runs it. False also while the container is between two lives. */
async function passes(
  docker: Docker,
  { Id: id, Config }: ContainerInspect,
  signal: AbortSignal,
): Promise<boolean> {
  const [kind, ...words] = Config.Healthcheck?.Test ?? []
  const shell = Config.Shell ?? ['/bin/sh', '-c']
  const command = kind === 'CMD-SHELL' ? [...shell, ...words] : words
  const timeout = Config.Healthcheck?.Timeout ? Config.Healthcheck.Timeout / 1e6 : TIMEOUT
  try {
    const request = { Cmd: command, AttachStdout: true, AttachStderr: true }
    const exec = await createExec(docker, id, request, { signal })
    const output = await startExec(docker, exec, { signal })
    const timer = setTimeout(() => output.destroy(), timeout)
    try {
      output.resume()
      await new Promise((resolve) => output.once('close', resolve).once('end', resolve))
    } finally {
      clearTimeout(timer)
      output.destroy()
    }
    return (await inspectExec(docker, exec, { signal })).ExitCode === 0
  } catch (error) {
    if (isAbort(error)) throw error
    return false
  }
}
