import type { Collector } from './collector.ts'
import type { Stage } from './document.ts'
import { FileCache } from './files.ts'
import { nameOf } from './forms/path.ts'
import type { LoadRequest } from './load.ts'
import { buildModel } from './model.ts'
import { isProjectName, normalizeProjectName } from './project-name.ts'
import { substitute, TemplateFault } from './template.ts'
import type { Mapping, Scalar } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** The merged tree, the project's name, and the variables that its values were filled in with. */
export type Model = { tree: Mapping; name: string; environment: Readonly<Record<string, string>> }

/** Reads and merges the files of a request. */
export function readModel(request: LoadRequest, problems: Collector, warnings: Collector): Model | undefined {
  const stage: Stage = {
    report: problems.report,
    warn: warnings.report,
    resources: request.resources,
    home: request.home ?? request.environment.HOME,
    interpolate: request.interpolate ?? true,
    problems: problems.list,
    ended: request.onStage ?? (() => {}),
  }
  const files = new FileCache(request.resources, problems.report)
  const name = projectName(request, files, problems)
  if (name === undefined) return undefined
  const environment = { ...request.environment, COMPOSE_PROJECT_NAME: name }
  const layers = {
    files: [...request.files],
    base: request.projectDirectory,
    folder: request.projectDirectory,
    environment,
    resolvePaths: request.resolvePaths ?? true,
  }
  const tree = buildModel(layers, stage, files, [])
  if (!tree) {
    if (problems.list.length === 0) problems.report({ code: 'empty-project', path: '' })
    return undefined
  }
  return { tree, name, environment }
}

/** A given name as it is, else the last one in the files, else the folder's, both made to fit. */
function projectName(request: LoadRequest, files: FileCache, problems: Collector): string | undefined {
  if (request.name !== undefined && request.name !== '') {
    if (isProjectName(request.name)) return request.name
    problems.report({ code: 'project-name', name: request.name, path: 'name' })
    return undefined
  }
  const written = nameInFiles(request, files)
  if (!written) {
    const name = normalizeProjectName(nameOf(request.projectDirectory))
    if (name === '')
      problems.report({ code: 'project-name', name: nameOf(request.projectDirectory), path: 'name' })
    return name || undefined
  }
  const text = String(written.value)
  let name = ''
  try {
    const filled = request.interpolate === false ? text : substitute(text, (key) => request.environment[key])
    name = normalizeProjectName(filled)
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    // The same fault is found again, with its place, when the file is read.
    return normalizeProjectName(nameOf(request.projectDirectory)) || 'project'
  }
  if (name === '') problems.report({ code: 'project-name', name: text, at: placeOf(written), path: 'name' })
  return name || undefined
}

function nameInFiles(request: LoadRequest, files: FileCache): Scalar | undefined {
  let found: Scalar | undefined
  for (const file of request.files) {
    for (const document of files.documents(file, 'compose', () => {})?.documents ?? []) {
      const name = document.kind === 'mapping' ? document.pairs.get('name')?.value : undefined
      if (name?.kind === 'scalar' && typeof name.value === 'string' && name.value !== '') found = name
    }
  }
  return found
}
