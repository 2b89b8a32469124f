import type { Surroundings } from '../command.ts'
import { openProject } from './project.ts'

const noFlags = {
  file: [],
  'env-file': [],
  profile: ['*'],
  'project-name': undefined,
  'project-directory': undefined,
  dev: false,
  compatibility: false,
  'all-resources': false,
  json: true,
} as const

/** The services of the folder's project, for completion. */
export const localServices = (surroundings: Surroundings): string[] =>
  Object.keys(openProject({ ...surroundings, values: noFlags }).project.services)
