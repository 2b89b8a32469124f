import { connect } from 'node:net'
import type { ContainerInspect } from '../docker/types.ts'

/** Where a container is reached from this machine; undefined where it has no network of its own. */
export function addressOf({ HostConfig, NetworkSettings }: ContainerInspect): string | undefined {
  if (HostConfig.NetworkMode === 'host') return '127.0.0.1'
  return Object.values(NetworkSettings.Networks ?? {})
    .map(({ IPAddress }) => IPAddress)
    .find(Boolean)
}

/** Whether somebody listens there. */
export function takesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}
