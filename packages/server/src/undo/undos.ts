import { randomUUID } from 'node:crypto'
import type { Caller } from '../access/authorise.ts'
import type { Context } from '../context.ts'
import type { NewOperation } from '../deploys/store.ts'
import { Refusal } from '../http/refusal.ts'
import { type KeptRow, read, write } from './kept.ts'

const keptMs = 10 * 60_000

/** How something is taken back: rows go back, operations are asked for, or one that has not begun is called off. */
export type Undo =
  | { kind: 'rows'; rows: KeptRow[] }
  | { kind: 'operations'; operations: Omit<NewOperation, 'requestedBy'>[] }
  | { kind: 'call-off'; deploy: string }

const purpose = (id: string) => `undo ${id}`

/** What can still be taken back. Sealed, since rows hold secrets; only whoever did it may take it back. */
export class Undos {
  readonly #context: Pick<Context, 'database' | 'sealing'>

  constructor(context: Pick<Context, 'database' | 'sealing'>) {
    this.#context = context
  }

  /** Remembers it for ten minutes. `id`: of the operation, where one did it. Gives the id to ask for. */
  async keep(caller: Caller, project: string, undo: Undo, id: string = randomUUID()): Promise<string> {
    if (caller.kind !== 'user') throw new Refusal('not-signed-in')
    const { database, sealing } = this.#context
    const text = JSON.stringify(undo.kind === 'rows' ? { kind: 'rows', rows: write(undo.rows) } : undo)
    await database.deleteFrom('undos').where('expires_at', '<', new Date()).execute()
    await database
      .insertInto('undos')
      .values({
        id,
        user_id: caller.userId,
        project_id: project,
        sealed: sealing.seal(text, purpose(id)),
        expires_at: new Date(Date.now() + keptMs),
      })
      .execute()
    return id
  }

  /** What is to be done; it can be had once. @throws Refusal when it is too late, or somebody else's. */
  async take(caller: Caller, id: string): Promise<{ project: string; undo: Undo }> {
    if (caller.kind !== 'user') throw new Refusal('not-signed-in')
    const { database, sealing } = this.#context
    const row = await database
      .deleteFrom('undos')
      .where('id', '=', id)
      .where('user_id', '=', caller.userId)
      .where('expires_at', '>', new Date())
      .returningAll()
      .executeTakeFirst()
    if (!row)
      throw new Refusal('not-found', { detail: 'It is too late to undo this, or it was done already.' })
    const undo = JSON.parse(sealing.open(row.sealed, purpose(id)))
    return {
      project: row.project_id,
      undo: undo.kind === 'rows' ? { kind: 'rows', rows: read(undo.rows) } : undo,
    }
  }
}
