import { z } from 'zod'

const Config = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        identitytoken: z.string().optional(),
      }),
    )
    .optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  cliPluginsExtraDirs: z.array(z.string()).optional(),
})
const HelperAnswer = z.object({ Username: z.string(), Secret: z.string() })

/** What Docker's config.json tells about registries, and where else plugins of its command line are. */
export type DockerConfig = z.infer<typeof Config>

/** @throws Error naming the file when it says something else than Docker's configuration. */
export function readDockerConfig(value: unknown, file: string): DockerConfig {
  const parsed = Config.safeParse(value)
  if (!parsed.success)
    throw new Error(`${file} is not a Docker configuration: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** @throws Error naming the credential helper when its answer has no user name or secret. */
export function readHelperAnswer(value: unknown, program: string): z.infer<typeof HelperAnswer> {
  const answer = HelperAnswer.safeParse(value)
  if (!answer.success) throw new Error(`${program} gave an answer without Username and Secret.`)
  return answer.data
}
