/** What happens to one image. `seconds` counts from the first step of that image. */
export type ImageProgress = { image: string } & (
  | { state: 'current' }
  /** Not the newest, but there, and what the newest needs is not to be had. */
  | { state: 'kept'; why: string }
  | { state: 'downloading'; packages: number }
  | { state: 'building' }
  | { state: 'pulling'; official: string; why: string }
  | { state: 'ready'; seconds: number; megabytes: number }
)

/** One line for people. */
export function describeImageProgress(progress: ImageProgress): string {
  const { image } = progress
  switch (progress.state) {
    case 'current':
      return `${image} is there already`
    case 'kept':
      return `${image} stays as it is: ${progress.why}`
    case 'downloading':
      return `${image}: getting ${progress.packages} packages`
    case 'building':
      return `${image}: building`
    case 'pulling':
      return `${image}: pulling ${progress.official}, because ${progress.why}`
    case 'ready':
      return `${image} is ready (${progress.megabytes} MB, ${progress.seconds} s)`
  }
}
