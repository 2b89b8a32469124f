import { z } from 'zod'

/** One shape for every refusal: RFC 9457 with our permanent `code` and, for files, the places. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** Which input was wrong, as a path into the request: `git.url`. */
  field: z.string().optional(),
  /** Problems in the user's own files, ready to print. */
  problems: z
    .array(
      z.object({
        code: z.string(),
        severity: z.enum(['error', 'warning']),
        message: z.string(),
        file: z.string().optional(),
        line: z.number().int().optional(),
        column: z.number().int().optional(),
        frame: z.string().optional(),
      }),
    )
    .optional(),
})
export type ProblemDetails = z.infer<typeof ProblemDetails>
export type FileProblem = NonNullable<ProblemDetails['problems']>[number]
