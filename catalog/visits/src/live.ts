import type { ServerResponse } from 'node:http'
import type { Counter } from './counter.ts'

const HEARTBEAT_MS = 15_000

/** Pushes what happens to every open page, as server-sent events. */
export class Live {
  readonly #pages = new Set<ServerResponse>()
  readonly #counter: Counter
  readonly #heartbeat: NodeJS.Timeout

  constructor(counter: Counter) {
    this.#counter = counter
    counter.on('visit', (visit) => this.#tell('visit', visit))
    counter.on('state', async () => this.#tell('state', await this.#state()))
    // Keeps proxies from closing a stream on which nothing happens.
    this.#heartbeat = setInterval(() => this.#write(':\n\n'), HEARTBEAT_MS)
  }

  /** Sends the present state, then all that happens, until the page goes. */
  async add(page: ServerResponse): Promise<void> {
    page.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    this.#pages.add(page)
    page.on('close', () => this.#pages.delete(page))
    page.write(`retry: 1000\n${format('state', await this.#state())}`)
  }

  close(): void {
    clearInterval(this.#heartbeat)
    for (const page of this.#pages) page.end()
  }

  async #state(): Promise<{ redis: boolean; visits: number | null }> {
    const visits = await this.#counter.total().catch(() => null)
    return { redis: visits !== null, visits }
  }

  #tell(event: string, data: object): void {
    this.#write(format(event, data))
  }

  #write(text: string): void {
    for (const page of this.#pages) page.write(text)
  }
}

function format(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
