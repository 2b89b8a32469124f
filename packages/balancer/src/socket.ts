import { connect } from 'node:net'

/** Nothing answers on the balancer's socket: the container is not running, or the folder is another one. */
export class BalancerAway extends Error {
  override readonly name = 'BalancerAway'
}

/**
 * Asks HAProxy one command (or several, joined by `;`) and reads the answer whole.
 *
 * @param timeout milliseconds
 * @throws BalancerAway if there is no answer
 */
export function ask(socketPath: string, command: string, timeout = 5000): Promise<string> {
  return new Promise((resolve, reject) => {
    // Our half is closed after the command: the master's socket waits for that before it answers.
    const socket = connect({ path: socketPath, allowHalfOpen: true })
    const chunks: Buffer[] = []
    const away = (why: string, cause?: Error) => {
      socket.destroy()
      reject(new BalancerAway(`The balancer does not answer at ${socketPath}: ${why}`, { cause }))
    }
    socket.setTimeout(timeout, () => away(`nothing came for ${timeout / 1000} seconds.`))
    socket.once('connect', () => socket.end(`${command}\n`))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('error', (error) => away(error.message, error))
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('utf8').trim()))
  })
}
