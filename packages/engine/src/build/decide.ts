import type { Project, Service } from '@keelson/compose'
import type { ImageInspect } from '../docker/types.ts'
import { nanoseconds } from '../duration.ts'
import { imageName } from '../labels.ts'

/** What is to be done for a service to have its image. */
export type Decision = { service: string; image: string; because: string } & (
  | { kind: 'present'; found: ImageInspect }
  | { kind: 'pull' }
  | { kind: 'build' }
  /** Pull; where that fails, build. */
  | { kind: 'pull-or-build' }
)

export type Wish = {
  /** Overrules every service's own policy, as `--pull` does. */
  pull?: string | undefined
  /** True: build all that can be built (`--build`). False: build nothing (`--no-build`). */
  build?: boolean | undefined
}

const DAY = 86_400_000

/**
 * Decides by docker compose's rules; touches nothing. `local` holds the images that the engine has, `now` is
 * milliseconds since 1970.
 * @throws Error for an image that neither exists nor may be pulled or built, and for an unknown policy.
 */
export function decideImages(
  project: Project,
  names: readonly string[],
  local: ReadonlyMap<string, ImageInspect>,
  wish: Wish,
  now: number,
): Decision[] {
  return names.map((name) => {
    const service = project.services[name]
    if (!service) throw new Error(`There is no service ${name}.`)
    return decide(project, name, service, local.get(imageName(project, name, service)), wish, now)
  })
}

function decide(
  project: Project,
  name: string,
  service: Service,
  found: ImageInspect | undefined,
  wish: Wish,
  now: number,
): Decision {
  const image = imageName(project, name, service)
  const to = <Kind extends Decision['kind']>(kind: Kind, because: string) => ({
    service: name,
    image,
    kind,
    because,
  })
  const canBuild = service.build !== undefined && wish.build !== false
  const canPull = service.image !== undefined
  if (!service.image && !service.build) throw new Error(`The service ${name} has neither image nor build.`)
  const usable = found && fits(found, service.platform) ? found : undefined
  const policy = wish.pull ?? service.pull_policy ?? 'missing'

  if (canBuild && (wish.build || policy === 'build')) {
    return to('build', wish.build ? 'a build was asked for' : 'pull_policy is build')
  }
  const either = canBuild ? 'pull-or-build' : 'pull'
  if (policy === 'always' && canPull) return to(either, 'the pull policy is always')
  const period = refreshPeriod(policy, name)
  if (period !== undefined && canPull && usable) {
    const age = now - Date.parse(usable.Metadata?.LastTagTime ?? '')
    if (!(age <= period)) return to(either, `it was last pulled longer than "${policy}" allows`)
  }
  if (usable) return { ...to('present', 'the engine has it'), found: usable }
  const missing = found
    ? `the engine has it for another platform than ${service.platform}`
    : 'the engine does not have it'
  if (canPull && policy !== 'never' && policy !== 'build') return to(either, missing)
  if (canBuild) return to('build', missing)
  const lacks = found ? `is for another platform than ${service.platform}` : 'is missing'
  throw new Error(
    canPull
      ? `The image ${image} of service ${name} ${lacks} and its pull policy is ${policy}. Pull it, or change the policy.`
      : `The image ${image} of service ${name} ${lacks} and nothing may be built. Build it first.`,
  )
}

/** Milliseconds after which a policy pulls again; `undefined` for the policies without a time. */
function refreshPeriod(policy: string, service: string): number | undefined {
  if (policy === 'daily') return DAY
  if (policy === 'weekly') return 7 * DAY
  if (policy.startsWith('every_')) return nanoseconds(policy.slice('every_'.length)) / 1e6
  if (['always', 'never', 'missing', 'if_not_present', 'build'].includes(policy)) return undefined
  throw new Error(
    `The pull policy "${policy}" of service ${service} is not known. Use always, never, missing, build, daily, weekly or every_<duration>.`,
  )
}

function fits(image: ImageInspect, platform: string | undefined): boolean {
  if (!platform) return true
  const [os, architecture, variant] = platform.split('/')
  const alias: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64' }
  const wanted = alias[architecture ?? ''] ?? architecture
  return (
    os === image.Os &&
    (wanted === undefined || wanted === image.Architecture) &&
    (variant === undefined || !image.Variant || variant === image.Variant)
  )
}
