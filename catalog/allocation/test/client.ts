import assert from 'node:assert/strict'
import type { Outcome } from '../results/outcome.ts'
import type { Progress, Summary } from '../service/record.ts'
import { seeded } from '../solver/small-instances.ts'

/** A user of the API: keeps its cookie. */
export class Client {
  readonly #address: string
  #cookie = ''

  constructor(address: string) {
    this.#address = `${address}/api/allocations`
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.#cookie) headers.set('cookie', this.#cookie)
    if (typeof init.body === 'string') headers.set('content-type', 'application/json')
    const response = await fetch(this.#address + path, { ...init, headers })
    const [cookie] = response.headers.getSetCookie()
    if (cookie) this.#cookie = cookie.split(';')[0] ?? ''
    return response
  }

  async submit(document: object): Promise<string> {
    const response = await this.ask('', { method: 'POST', body: JSON.stringify(document) })
    const body = (await response.json()) as { id: string }
    assert.equal(response.status, 201, JSON.stringify(body))
    return body.id
  }

  upload(files: Record<string, string | Uint8Array<ArrayBuffer>>): Promise<Response> {
    const body = new FormData()
    for (const [name, content] of Object.entries(files)) body.append('files', new Blob([content]), name)
    return this.ask('', { method: 'POST', body })
  }

  async progress(id: string): Promise<Progress> {
    return (await (await this.ask(`/${id}/progress`)).json()) as Progress
  }

  async result(id: string): Promise<Outcome> {
    const response = await this.ask(`/${id}/result`)
    assert.equal(response.status, 200)
    return (await response.json()) as Outcome
  }

  async list(): Promise<Summary[]> {
    const response = await this.ask('')
    assert.equal(response.status, 200)
    return ((await response.json()) as { allocations: Summary[] }).allocations
  }

  /** Every progress event until it is over, as pushed. */
  async *watch(id: string): AsyncGenerator<Progress> {
    const response = await this.ask(`/${id}/progress`, { headers: { accept: 'text/event-stream' } })
    let rest = ''
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = (rest + text).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (data) yield JSON.parse(data)
      }
    }
  }
}

/** A department whose fairest allocation takes the integer programme long to prove. */
export function hardDepartment(students: number, timeLimitSeconds: number) {
  const random = seeded(17)
  return {
    students: Array.from({ length: students }, (_, n) => {
      const chosen = new Set<number>()
      while (chosen.size < 7) chosen.add(Math.floor(random() ** 2 * students))
      return {
        id: `s${n}`,
        choices: [...chosen].map((project, place) => ({ project: `p${project}`, rank: place + 1 })),
      }
    }),
    projects: Array.from({ length: students }, (_, n) => ({ id: `p${n}`, lecturer: `l${n % 40}` })),
    configuration: {
      name: 'hard',
      unfairnessWeight: 9,
      loadDeviationWeight: 4,
      lecturerDefaults: { capacity: 9, minimum: 0, target: 6 },
      timeLimitSeconds,
    },
  }
}
