import access from './en/access.json' with { type: 'json' }
import accessRules from './en/access-rules.json' with { type: 'json' }
import activity from './en/activity.json' with { type: 'json' }
import balancer from './en/balancer.json' with { type: 'json' }
import certificates from './en/certificates.json' with { type: 'json' }
import cleanup from './en/cleanup.json' with { type: 'json' }
import compose from './en/compose.json' with { type: 'json' }
import deploys from './en/deploys.json' with { type: 'json' }
import domains from './en/domains.json' with { type: 'json' }
import jobs from './en/jobs.json' with { type: 'json' }
import plan from './en/plan.json' with { type: 'json' }
import project from './en/project.json' with { type: 'json' }
import projects from './en/projects.json' with { type: 'json' }
import registries from './en/registries.json' with { type: 'json' }
import service from './en/service.json' with { type: 'json' }
import services from './en/services.json' with { type: 'json' }
import settings from './en/settings.json' with { type: 'json' }
import shell from './en/shell.json' with { type: 'json' }
import topology from './en/topology.json' with { type: 'json' }
import versions from './en/versions.json' with { type: 'json' }
import volumes from './en/volumes.json' with { type: 'json' }
import words from './en/words.json' with { type: 'json' }

/** All words of the page, in English; other languages have exactly these keys. */
export const en = {
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
