import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { prepare } from '../model/department.ts'
import { csvOf, formats, lists, sheetOf, xlsxOf } from '../results/downloads.ts'
import { outcomeOf } from '../results/outcome.ts'
import { costOf } from '../solver/objective.ts'
import { type Context, own } from './allocations.ts'
import { Refusal } from './refusal.ts'

export const Changes = z.strictObject({
  changes: z
    .array(z.strictObject({ student: z.string(), project: z.string().nullable() }))
    .min(1)
    .max(10_000)
    .describe('Who gets what instead; null: nothing.'),
  keep: z.boolean().default(false).describe('True: kept in the list as a scenario of its own.'),
})

const Download = z.object({
  list: z.enum([...lists, 'configuration']),
  format: z.enum(formats),
})

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** What was found: reading it, changing it by hand, taking it away. */
export function resultRoutes(app: FastifyInstance, context: Context): void {
  const { store } = context
  const found = async (id: string) => {
    const [input, outcome] = [await store.input(id), await store.outcome(id)]
    if (!input || !outcome) throw new Refusal(409, 'id', 'this allocation has no result, or none yet')
    return { input, outcome }
  }

  app.get('/api/allocations/:id/result', async (request, reply) => {
    const { summary } = await own(context, request, reply)
    return (await found(summary.id)).outcome
  })

  app.post('/api/allocations/:id/check', async (request, reply) => {
    const { user, summary } = await own(context, request, reply)
    const parsed = Changes.safeParse(request.body)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Refusal(422, issue?.path.join('.') || 'body', issue?.message ?? 'this is not understood')
    }
    const { input, outcome } = await found(summary.id)
    const { department, configuration } = input
    const students = new Map(department.students.map(({ id }, n) => [id, n]))
    const projects = new Map(department.projects.map(({ id }, n) => [id, n]))
    const allocation = Int32Array.from(outcome.placed, ({ project }) => projects.get(project ?? '') ?? -1)
    for (const [n, { student, project }] of parsed.data.changes.entries()) {
      const index = students.get(student)
      const chosen = project === null ? -1 : projects.get(project)
      if (index === undefined)
        throw new Refusal(422, `changes.${n}.student`, `there is no student ${student}`)
      if (chosen === undefined)
        throw new Refusal(422, `changes.${n}.project`, `there is no project ${project}`)
      allocation[index] = chosen
    }
    const objective = costOf(prepare(department, configuration), configuration, allocation)
    const { bound } = outcome.proof
    const changed = outcomeOf(department, configuration, allocation, {
      method: 'by hand',
      objective,
      bound,
      gap: bound === null ? null : Math.max(0, (objective - bound) / Math.max(1, objective)),
      proven: false,
      seconds: 0,
    })
    if (!parsed.data.keep) return changed
    const id = randomUUID()
    const named = {
      ...configuration,
      name: `${configuration.name || summary.id.slice(0, 8)} ✎`.slice(0, 100),
    }
    await store.add(user, id, { department, configuration: named }, async () => {}, changed)
    return reply.code(201).send({ id })
  })

  app.get('/api/allocations/:id/downloads/:list.:format', async (request, reply) => {
    const { summary } = await own(context, request, reply)
    const asked = Download.safeParse(request.params)
    if (!asked.success) throw new Refusal(404, 'list', `there are ${[...lists, 'configuration'].join(', ')}`)
    const { list, format } = asked.data
    const { input, outcome } = await found(summary.id)
    reply.header('content-disposition', `attachment; filename="${list}.${format}"`).type(TYPES[format])
    if (list === 'configuration') {
      if (format !== 'json') throw new Refusal(404, 'format', 'the configuration is there as JSON')
      return reply.send(JSON.stringify(input.configuration, null, 2))
    }
    const sheet = sheetOf(list, outcome)
    if (format === 'csv') return reply.send(csvOf(sheet))
    if (format === 'xlsx') return reply.send(await xlsxOf(sheet))
    return reply.send(JSON.stringify(list === 'students' ? outcome.placed : outcome.lecturers, null, 2))
  })
}
