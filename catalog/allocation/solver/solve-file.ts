// npm run solve -w catalog/allocation -- FILE --lecturer-capacity N --cost-unallocated C
// The least total of ranks and costs of staying unallocated, for a JSON file of students, projects and lecturers.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { allocate } from './allocate.ts'
import type { Allocation, Instance } from './instance.ts'

const usage = 'npm run solve -w catalog/allocation -- FILE [--lecturer-capacity N] [--cost-unallocated C]'

const File = z.object({
  /** Student → its choices, [project, rank]; equal ranks are ties. */
  students: z.record(z.string(), z.array(z.tuple([z.string(), z.number().int().min(1)]))),
  /** Project → lecturer; one place each. */
  projects: z.record(z.string(), z.string()),
})

function instanceOf({ students, projects }: z.infer<typeof File>, lecturerCapacity: number): Instance {
  const names = Object.keys(projects)
  const lecturers = [...new Set(Object.values(projects))]
  const project = new Map(names.map((name, index) => [name, index]))
  const lecturer = new Map(lecturers.map((name, index) => [name, index]))
  return {
    students: Object.entries(students).map(([id, choices]) => ({
      id,
      choices: choices.map(([name, rank]) => {
        const found = project.get(name)
        if (found === undefined)
          throw new Refusal(`Student ${id} names project ${name}, which is not in "projects".`)
        return { project: found, rank }
      }),
    })),
    projects: names.map((id) => ({
      id,
      lecturer: lecturer.get(projects[id] ?? '') ?? -1,
      capacity: 1,
      minimum: 0,
    })),
    lecturers: lecturers.map((id) => ({ id, capacity: lecturerCapacity, minimum: 0, preferences: [] })),
  }
}

function costOf({ students }: Instance, allocation: Allocation, unallocatedCost: number) {
  const unallocated = allocation.filter((project) => project < 0).length
  const ranks = students.map(
    ({ choices }, student) => choices.find(({ project }) => project === allocation[student])?.rank ?? 0,
  )
  return { cost: ranks.reduce((sum, rank) => sum + rank, unallocated * unallocatedCost), unallocated }
}

class Refusal extends Error {}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(`--${name} takes a whole number, not "${text}".`)
  return Number(text)
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'lecturer-capacity': { type: 'string', default: '5' },
      'cost-unallocated': { type: 'string', default: '100' },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new Refusal(usage)
  // npm runs scripts in the workspace's folder; a path means the folder that npm was called in.
  const path = resolve(process.env.INIT_CWD ?? '.', file)
  const parsed = File.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Refusal(`${file}: ${z.prettifyError(parsed.error)}`)
  const instance = instanceOf(parsed.data, wholeNumber('lecturer-capacity', values['lecturer-capacity']))
  const unallocatedCost = wholeNumber('cost-unallocated', values['cost-unallocated'])
  const allocation = allocate(instance, { mode: 'minimum-cost', unallocatedCost })
  console.log(JSON.stringify(costOf(instance, allocation, unallocatedCost)))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = error instanceof Refusal ? 2 : 1
}
