import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'

const Directory = z.object({
  newOrder: z.string(),
  newAccount: z.string(),
  meta: z.object({ externalAccountRequired: z.boolean().optional() }).optional(),
})

/** Looks whether a certificate authority answers there. @throws Refusal that says what came instead */
export async function requireDirectory(url: string, hasExternalAccount: boolean): Promise<void> {
  const refuse = (detail: string, field: string): never => {
    throw new Refusal('invalid-input', { detail, field })
  }
  const answer: unknown = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) })
    .then((response) => response.json())
    .catch((error: Error) => {
      const cause = error.cause instanceof Error ? error.cause : error
      // A name with several addresses fails with the errors of all of them, and no words of its own.
      const reasons: Error[] = cause instanceof AggregateError ? cause.errors : [cause]
      const why = reasons.map(({ message }) => message).join(', ')
      refuse(`${url} does not answer as a certificate authority does: ${why}.`, 'directoryUrl')
    })
  const { data } = Directory.safeParse(answer)
  if (!data) return refuse(`${url} is not the directory of a certificate authority (ACME).`, 'directoryUrl')
  if (data.meta?.externalAccountRequired && !hasExternalAccount) {
    refuse('This authority asks for an account of its own: its key id and key.', 'externalKeyId')
  }
}
