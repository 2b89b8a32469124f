import { z } from 'zod'

/** One shape for every refusal: RFC 9457 with our permanent `code` and, for files, the places. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** Which input was wrong, as a path into the request: `source.url`. */
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

/** Every refusal the server gives: its permanent code, its HTTP status, and what it says when nothing is added. */
export const refusals = {
  'bad-request': { status: 400, title: 'The request is not understood.' },
  'invalid-input': { status: 422, title: 'An input is not valid.' },
  'not-signed-in': { status: 401, title: 'Sign in, or send a token.' },
  'wrong-password': { status: 401, title: 'The e-mail address or the password is wrong.' },
  'not-allowed': { status: 403, title: 'Your account or token may not do this.' },
  'foreign-origin': { status: 403, title: 'The request comes from another site.' },
  'wrong-invitation': { status: 403, title: 'This link is not valid any more, or was used already.' },
  'last-administrator': { status: 409, title: 'Somebody must remain administrator.' },
  'wrong-setup-token': { status: 403, title: 'This set-up link is not valid, or was used already.' },
  'too-many-attempts': { status: 429, title: 'Too many attempts; try again in some minutes.' },
  'not-found': { status: 404, title: 'There is nothing here.' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method.' },
  'too-large': { status: 413, title: 'The request is too large.' },
  'name-taken': { status: 409, title: 'The name is taken.' },
  'wrong-state': { status: 409, title: 'This is not possible now.' },
  'being-deleted': { status: 409, title: 'It is being deleted.' },
  'git-bad-url': { status: 422, title: 'This is not an address of a git repository.' },
  'git-no-access': { status: 422, title: 'The repository refused access.' },
  'git-not-found': { status: 422, title: 'There is no repository at this address.' },
  'git-unknown-host': { status: 422, title: 'The host name is not known.' },
  'git-unreachable': { status: 422, title: 'The host does not answer.' },
  'git-host-key-changed': { status: 422, title: 'The SSH host key has changed.' },
  'git-unknown-ref': { status: 422, title: 'There is no such branch, tag or commit.' },
  'git-failed': { status: 422, title: 'git failed.' },
  'engine-away': { status: 503, title: 'The Docker Engine does not answer.' },
  'database-away': { status: 503, title: 'The database does not answer.' },
  'storage-unwritable': { status: 503, title: 'The data folder cannot be written.' },
  internal: { status: 500, title: 'Something unexpected happened; the log of the server tells more.' },
} as const satisfies Record<string, { status: number; title: string }>
export type RefusalCode = keyof typeof refusals
