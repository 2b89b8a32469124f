/** A refusal in the API's own form. */
export class Refusal extends Error {
  readonly body: { type: string; title: string; status: number; code: string; detail?: string }

  constructor(status: number, code: string, title: string, detail?: string) {
    super(title)
    this.body = { type: `/problems/${code}`, title, status, code, ...(detail ? { detail } : {}) }
  }
}
