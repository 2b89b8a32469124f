import type { Project } from '@keelson/compose'

/** The project with `--build-arg` laid over the arguments of every build; NAME alone takes the shell's value. */
export function withBuildArguments(
  project: Project,
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Project {
  if (given.length === 0) return project
  const args = Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf('=')
      return equals < 0 ? [text, env[text] ?? null] : [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
  const services = Object.entries(project.services).map(([name, service]) => [
    name,
    service.build
      ? { ...service, build: { ...service.build, args: { ...service.build.args, ...args } } }
      : service,
  ])
  return { ...project, services: Object.fromEntries(services) }
}
