import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { format, type Problem } from '@keelson/compose'
import { loadFromDisk } from '@keelson/compose/node'
import type { FileProblem } from '@keelson/protocol'
import { Refusal } from '../../http/refusal.ts'
import type { Model } from '../../versions/model.ts'
import { forgedLabels, violations } from '../policy.ts'
import type { Work } from './work.ts'

/** Reads the Compose files of a checkout, and refuses what the policy does. */
export function loadModel(
  work: Work,
  version: number,
  composeProject: string,
  variables: Record<string, string>,
): Model {
  const { project, places, log } = work
  const root = places.checkout(project.name, version)
  const folder = join(root, project.path)
  const short = (text: string) => text.replaceAll(`${root}/`, '')
  if (!existsSync(folder)) {
    throw new Refusal('invalid-input', {
      detail: `The repository has no folder "${project.path}".`,
      field: 'path',
    })
  }
  const loaded = loadFromDisk({
    workingDirectory: folder,
    root,
    ...(project.files.length > 0 && { files: project.files }),
    name: composeProject,
    environment: variables,
    profiles: project.profiles,
  })
  for (const warning of loaded.warnings) log.log('load', 'compose', `warning: ${short(format(warning))}`)
  if (!loaded.ok) {
    const lines = loaded.problems.map((problem) => short(format(problem)))
    for (const line of lines) log.log('load', 'compose', line)
    throw new Refusal('invalid-input', {
      detail: lines.join('\n'),
      problems: loaded.problems.map((problem) => fileProblem(problem, short)),
    })
  }
  requirePolicy(work, loaded.project, root)
  return { project: loaded.project, contents: loaded.contents, disabled: loaded.disabled }
}

function requirePolicy({ project: { trusted }, log }: Work, project: Model['project'], root: string): void {
  const realpath = (path: string) => (existsSync(path) ? realpathSync(path) : undefined)
  const found = [...forgedLabels(project), ...(trusted ? [] : violations(project, { root, realpath }))]
  if (found.length === 0) return
  const lines = found.map(({ where, what }) => `${where}: ${what}`.replaceAll(`${root}/`, ''))
  for (const line of lines) log.log('load', 'policy', line)
  throw new Refusal('not-allowed', {
    detail: `This reaches further than a project may: ${lines.join('; ')}. An administrator can trust the project.`,
  })
}

const fileProblem = (problem: Problem, short: (text: string) => string): FileProblem => ({
  code: problem.code,
  severity: 'error',
  message: short(format(problem)),
  ...(problem.at && { file: short(problem.at.file), line: problem.at.line, column: problem.at.column }),
})
