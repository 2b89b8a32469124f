/** What happens while images are built, pulled and pushed. A terminal and the page draw from the same events. */
export type ImageEvent = { service: string; image: string } & (
  | {
      kind: 'status'
      state:
        | 'pulling'
        | 'building'
        | 'pushing'
        | 'present'
        | 'unchanged'
        | 'pulled'
        | 'built'
        | 'pushed'
        | 'failed'
        /** In a dry run, instead of doing it. */
        | 'would pull'
        | 'would build'
        | 'would push'
      because: string
    }
  /** A transfer. `id` names it for the whole operation; sizes are bytes, `total` 0 while unknown. */
  | { kind: 'layer'; id: string; step: string; text: string; current: number; total: number; done: boolean }
  /** A step of a build. `milliseconds` once it has ended. */
  | {
      kind: 'step'
      id: string
      name: string
      state: 'running' | 'done' | 'cached' | 'failed'
      milliseconds: number | undefined
    }
  | { kind: 'log'; step: string; line: string }
  | { kind: 'warning'; message: string }
)

type Without<Event> = Event extends unknown ? Omit<Event, 'service' | 'image'> : never

/** An event before it is known whose it is. */
export type Note = (event: Without<ImageEvent>) => void

/** An image could not be had. The message is for people; `log` holds the last lines of the failed step. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
  readonly service: string
  readonly image: string
  readonly log: string[]
  /** The step that failed, as the builder names it. */
  readonly step: string | undefined
  /** Line of the Dockerfile, where known. */
  readonly line: number | undefined
  /** The code of the failed step's command, where the builder tells it. */
  readonly exitCode: number | undefined

  constructor(
    about: {
      service: string
      image: string
      log?: string[]
      step?: string | undefined
      line?: number | undefined
      exitCode?: number | undefined
    },
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.service = about.service
    this.image = about.image
    this.log = about.log ?? []
    this.step = about.step
    this.line = about.line
    this.exitCode = about.exitCode
  }
}
