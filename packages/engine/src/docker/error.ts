/** The engine answered with an error, or could not be reached. */
export class DockerError extends Error {
  override readonly name = 'DockerError'
  /** HTTP status, or 0 when no answer came. */
  readonly status: number
  /** What was asked, as `METHOD /path`. */
  readonly asked: string

  constructor(status: number, asked: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.asked = asked
  }
}

/** True when the engine said that the object does not exist. */
export const isNotFound = (error: unknown) => error instanceof DockerError && error.status === 404

/** True when the engine said that the object already exists or is in use. */
export const isConflict = (error: unknown) => error instanceof DockerError && error.status === 409

/** True when the log of a container was asked for whose logging driver keeps none. */
export const isUnreadable = (error: unknown) => error instanceof DockerError && error.status === 501

/** True when the error is the cancellation that an AbortSignal asked for. */
export const isAbort = (error: unknown) =>
  error instanceof Error &&
  (error.name === 'AbortError' || (error.cause as Error | undefined)?.name === 'AbortError')
