import { resolveBareNames } from './bare-names.ts'
import { checkValues } from './checks.ts'
import { finish, layOver, prepare, type Stage } from './document.ts'
import { applyExtends } from './extends.ts'
import { fillDefaults } from './fallbacks.ts'
import type { FileCache } from './files.ts'
import { applyIncludes, type Included } from './include.ts'
import { resolvePaths } from './paths.ts'
import type { Fault } from './problem.ts'
import { project as projectShape } from './tables/project.ts'
import { validate } from './validate.ts'
import type { Mapping, Node } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** A set of files to put together, and where its paths start. */
export type Layers = Included & { resolvePaths: boolean }

/**
 * Puts files together: each document is filled in, extended, given its includes, laid over what came before, checked
 * and brought into long form. Then defaults and paths. `undefined` when there is nothing.
 */
export function buildModel(
  layers: Layers,
  stage: Stage,
  files: FileCache,
  chain: readonly string[],
): Mapping | undefined {
  const lookup = (name: string) => layers.environment[name]
  const extendsBase = { stage, files, lookup, folder: layers.folder, loaded: new Map() }
  let tree: Mapping | undefined
  let around = chain

  for (const file of layers.files) {
    const at = layers.origin && { at: placeOf(layers.origin) }
    const tell = (fault: Fault) => stage.report({ ...fault, ...at, path: layers.origin ? 'include' : '' })
    const parsed = files.documents(file, 'compose', tell)
    stage.ended('read')
    for (const document of parsed?.documents ?? []) {
      const prepared = prepare(document, parsed?.tagged ?? false, lookup, stage)
      stage.ended('fill in')
      if (!prepared) continue
      around = [...around, file]
      const extended = applyExtends(prepared.tree, file, prepared.resets, extendsBase)
      const complete = applyIncludes(extended, prepared.resets, {
        stage,
        base: layers.base,
        folder: layers.folder,
        environment: layers.environment,
        chain: around,
        load: (included, inside) => buildModel({ ...included, resolvePaths: true }, stage, files, inside),
      })
      stage.ended('extend and include')
      const over = layOver(tree, complete, prepared.resets, stage.report)
      stage.ended('merge')
      warnObsolete(complete, stage)
      const valid = validate(over, projectShape, '', stage.report)
      stage.ended('check')
      tree = valid && stage.problems.length === 0 ? finish(over, stage) : undefined
      stage.ended('long forms')
    }
  }
  if (!tree || stage.problems.length > 0) return undefined
  return complete(tree, layers, stage)
}

function complete(tree: Mapping, layers: Layers, stage: Stage): Mapping | undefined {
  let done: Node = fillDefaults(tree, projectShape)
  checkValues(done, projectShape, stage.report)
  const { home, resources, report } = stage
  if (layers.resolvePaths)
    done = resolvePaths(done, projectShape, { base: layers.base, home, resources, report })
  done = resolveBareNames(done, layers.environment)
  stage.ended('defaults and paths')
  return done.kind === 'mapping' ? done : undefined
}

function warnObsolete(tree: Mapping, stage: Stage): void {
  const version = tree.pairs.get('version')
  if (version) stage.warn({ code: 'obsolete-key', key: 'version', at: placeOf(version), path: 'version' })
}
