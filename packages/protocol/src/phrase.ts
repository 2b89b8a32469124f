import { z } from 'zod'

/** A sentence in English, and what it is made of: a page says `code` with `values` in its own language. */
export type Phrase = {
  code: string
  values: Readonly<Record<string, string | number | Phrase>>
  text: string
}
export const Phrase: z.ZodType<Phrase, Phrase> = z.object({
  code: z.string(),
  values: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.lazy((): z.ZodType<Phrase, Phrase> => Phrase)]),
  ),
  text: z.string(),
})

/** Whether production can take over what runs in a preview, and why not; `{name}` stands for a value. */
export const takeovers = {
  'takeover.possible': 'Production takes over what runs in {place}: nothing has to start or stop.',
  'takeover.impossible': 'What runs in {place} cannot be taken over as it is: {why}.',
  'takeover.off': 'nothing is on in production',
  'takeover.canary': 'a canary is under way',
  'takeover.busy': '{place} is busy',
  'takeover.home-taken': 'there is a preview called {place} already',
  'takeover.data': '{service} keeps data in {path}',
  'takeover.waits': '{container} is not ready yet',
  'takeover.unhealthy': '{container} is unhealthy: its health check fails',
  'takeover.ended': '{container} ended with exit code {exitCode}',
  'takeover.changes': 'production would {step}',
} as const

/** Why Keelson ended a canary. */
export const canaryEnds = {
  'canary.failed':
    '{failed} of {requests} requests to v{version} failed ({share} %), of those to v{other} {usual} %: more than {points} points above.',
} as const
