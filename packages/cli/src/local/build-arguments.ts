import type { Build, Project } from '@keelson/compose'

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
  return withBuilds(project, (build) => ({ ...build, args: { ...build.args, ...args } }))
}

/** The project with `--ssh`, `--provenance` and `--sbom` laid over every build. */
export function withBuildFlags(
  project: Project,
  given: { ssh: readonly string[]; provenance: string | undefined; sbom: string | undefined },
): Project {
  const { ssh, provenance, sbom } = given
  return withBuilds(project, (build) => ({
    ...build,
    ...(ssh.length > 0 && { ssh: [...(build.ssh ?? []), ...ssh] }),
    ...(provenance !== undefined && { provenance }),
    ...(sbom !== undefined && { sbom }),
  }))
}

function withBuilds(project: Project, change: (build: Build) => Build): Project {
  const services = Object.entries(project.services).map(([name, service]) => [
    name,
    service.build ? { ...service, build: change(service.build) } : service,
  ])
  return { ...project, services: Object.fromEntries(services) }
}
