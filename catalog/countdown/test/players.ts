import { Client } from '../frontend/src/live/client.ts'
import { followJob } from '../frontend/src/live/follow-job.ts'
import { type Line, openLine } from '../frontend/src/live/line.ts'
import { drawBoard } from '../game/numbers/board.ts'
import { solve } from '../game/numbers/solve.ts'
import { seeded } from '../game/seeded.ts'
import type { JobView } from '../service/jobs.ts'

/** A page without a window: the same client, line and way to follow a job. */
export class Player {
  readonly client: Client
  readonly line: Line
  readonly heard: JobView[] = []
  replica = ''

  constructor(api: string, socket: string) {
    let token: string | null = null
    this.client = new Client({ api, socket }, api, {
      get: () => token,
      set: (now) => {
        token = now
      },
    })
    this.line = openLine(this.client)
    this.line.on('job', (view) => this.heard.push(view))
    this.line.on('replica', (name) => {
      this.replica = name
    })
  }

  /** Has a board solved that only this player asks for. Gives what came of it, in a word. */
  async play(number: number): Promise<{ outcome: 'right' | 'wrong' | 'failed'; id: string }> {
    const board = drawBoard(number % 5, seeded(number + 1))
    let id = ''
    try {
      const body = { ...board, all: false }
      const made = await this.client.ask<JobView>('POST', '/api/numbers/jobs', body)
      id = made.id
      const { result } = await followJob(this.client, this.line, id).end
      const { value, steps } = solve(board)
      return {
        outcome: result?.value === value && result.steps.length === steps.length ? 'right' : 'wrong',
        id,
      }
    } catch {
      return { outcome: 'failed', id }
    }
  }

  close(): void {
    this.line.close()
  }
}
