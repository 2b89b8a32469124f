import type { en } from './en.ts'
import access from './es/access.json' with { type: 'json' }
import accessRules from './es/access-rules.json' with { type: 'json' }
import activity from './es/activity.json' with { type: 'json' }
import balancer from './es/balancer.json' with { type: 'json' }
import certificates from './es/certificates.json' with { type: 'json' }
import cleanup from './es/cleanup.json' with { type: 'json' }
import compose from './es/compose.json' with { type: 'json' }
import deploys from './es/deploys.json' with { type: 'json' }
import domains from './es/domains.json' with { type: 'json' }
import jobs from './es/jobs.json' with { type: 'json' }
import plan from './es/plan.json' with { type: 'json' }
import project from './es/project.json' with { type: 'json' }
import projects from './es/projects.json' with { type: 'json' }
import registries from './es/registries.json' with { type: 'json' }
import service from './es/service.json' with { type: 'json' }
import services from './es/services.json' with { type: 'json' }
import settings from './es/settings.json' with { type: 'json' }
import shell from './es/shell.json' with { type: 'json' }
import topology from './es/topology.json' with { type: 'json' }
import versions from './es/versions.json' with { type: 'json' }
import volumes from './es/volumes.json' with { type: 'json' }
import words from './es/words.json' with { type: 'json' }

/** Todas las palabras de la página, en español. */
export const es: typeof en = {
  ...shell,
  ...words,
  access,
  activity,
  certificates,
  cleanup,
  accessRules,
  domains,
  balancer,
  jobs,
  plan,
  projects,
  project,
  compose,
  deploys,
  registries,
  service,
  services,
  settings,
  topology,
  versions,
  volumes,
}
