import { request } from 'node:http'

export type Answer = { status: number; body: string; headers: Record<string, string | string[] | undefined> }

/** Opens a URL the way a browser does, where `*.localhost` means this machine whatever the resolver says. */
export function open(
  url: string,
  options: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { host, port, pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: port || 80,
        path: pathname + search,
        method: options.method ?? 'GET',
        headers: { host, ...options.headers },
        timeout: 30_000,
        // Host names are different origins: a browser shares no connection between them.
        agent: false,
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        )
        response.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url} in 30 s`)))
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })
}
