import { DockerError } from '../docker/error.ts'
import { StepError } from './progress.ts'

/** The engine was killed while it started this container: it holds a task of it that it can neither use nor end. */
export class Remnant extends Error {
  override readonly name = 'Remnant'
  readonly container: string

  constructor(container: string, options: ErrorOptions) {
    super('the engine was killed while it started this container, so it has to be made again', options)
    this.container = container
  }
}

/** What engines up to version 20.10 answer then, and for ever. */
export const isRemnant = (error: unknown): boolean =>
  error instanceof DockerError &&
  /task [0-9a-f]{64}.*already exists|\/[0-9a-f]{64}: file exists|container with given id already exists/i.test(
    error.message,
  )

/**
 * Plans and carries out; where that meets containers which cannot be started any more, again with these known to the
 * plan, so that it replaces them.
 * @throws what the attempt throws.
 */
export async function pastRemnants<T>(attempt: (remnants: ReadonlySet<string>) => Promise<T>): Promise<T> {
  const remnants = new Set<string>()
  while (true) {
    try {
      return await attempt(remnants)
    } catch (error) {
      const cause = error instanceof StepError ? error.cause : undefined
      if (!(cause instanceof Remnant) || remnants.has(cause.container)) throw error
      remnants.add(cause.container)
    }
  }
}
