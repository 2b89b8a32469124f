import { Agent, request } from 'node:http'

/**
 * Sends requests to a URL until stopped, 50 a second, every other one on a new connection, and never retries:
 * what a visitor would have seen is what is counted.
 */
export function startTraffic(url: string) {
  const { host, port, pathname: path } = new URL(url)
  const kept = new Agent({ keepAlive: true, maxSockets: 4 })
  const fresh = new Agent({ keepAlive: false })
  const failures: string[] = []
  let requests = 0
  const open = new Set<Promise<void>>()

  const one = (agent: Agent) =>
    new Promise<void>((resolve) => {
      const fail = (what: string) => {
        failures.push(`${new Date().toISOString()} ${what}`)
        resolve()
      }
      const outgoing = request(
        { host: '127.0.0.1', port, path, headers: { host }, agent, timeout: 10_000 },
        (response) => {
          response.resume()
          response.on('end', () =>
            response.statusCode === 200 ? resolve() : fail(`status ${response.statusCode}`),
          )
          response.on('error', (error) => fail(error.message))
        },
      )
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in 10 s')))
      outgoing.on('error', (error) => fail(error.message))
      outgoing.end()
    })

  const send = () => {
    const sent = one(requests++ % 2 === 0 ? kept : fresh)
    open.add(sent)
    sent.finally(() => open.delete(sent))
  }
  // A test that fails before it stops the traffic does not run on because of it.
  const timer = setInterval(send, 20).unref()

  return {
    async stop(): Promise<{ requests: number; failures: string[] }> {
      clearInterval(timer)
      await Promise.all(open)
      kept.destroy()
      return { requests, failures }
    },
  }
}
