import { z } from 'zod'
import { modes } from './modes.ts'

const count = z.number().int().min(0).max(100_000)
const weight = z.number().int().min(0).max(10_000)
const id = z.string().trim().min(1).max(200)

const Loads = z.strictObject({
  capacity: count.describe('Most students.'),
  minimum: count.describe('Fewest students; filled as far as that is possible, before anything else.'),
  target: count.nullable().describe('Students aimed at; null: no aim.'),
})

/** How to allocate: all of it has defaults. */
export const Configuration = z
  .strictObject({
    name: z.string().trim().max(100).default('').describe('What the list calls this scenario.'),
    mode: z.enum(modes).default('minimum-cost').describe('What is to be best.'),
    rankWeight: weight.default(1).describe('Cost of each rank.'),
    rankExponent: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .default(1)
      .describe('Rank r costs r to this power: 2 and 3 avoid bad ranks.'),
    lecturerRankWeight: weight.default(0).describe("Cost of each place in the lecturer's list of students."),
    unfairnessWeight: weight
      .default(0)
      .describe('Cost of each student who would rather have a project that went to one who ranked it worse.'),
    loadDeviationWeight: weight
      .default(0)
      .describe("Cost of each student more or fewer than a lecturer's target."),
    unallocatedCost: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(100)
      .describe('Cost of a student without a project.'),
    maximumRank: z.number().int().min(1).max(1000).nullable().default(null).describe('Worst rank accepted.'),
    lecturerDefaults: Loads.prefault({ capacity: 5, minimum: 0, target: null }).describe(
      'For lecturers of whom no file says otherwise.',
    ),
    lecturers: z
      .array(Loads.partial().extend({ lecturer: id }))
      .max(10_000)
      .default([])
      .describe('Loads of single lecturers; they count more than the files.'),
    forced: z
      .array(z.strictObject({ student: id, projects: z.array(id).min(1) }))
      .max(100_000)
      .default([])
      .describe('Projects of which a student gets one, whatever the maximum rank.'),
    disallowed: z
      .array(z.strictObject({ student: id, projects: z.array(id).min(1) }))
      .max(100_000)
      .default([])
      .describe('Projects that a student never gets.'),
    timeLimitSeconds: z
      .number()
      .int()
      .min(1)
      .max(3600)
      .default(60)
      .describe('For the integer programme, all its runs together.'),
    runs: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe(
        'How often the integer programme starts anew, with other random numbers, until it is proven.',
      ),
    gap: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Distance from the proven bound at which to stop, as a share.'),
  })
  .describe('How to allocate.')
export type Configuration = z.infer<typeof Configuration>
