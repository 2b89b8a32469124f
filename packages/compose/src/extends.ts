import { finish, layOver, prepare, type Stage, serviceShape } from './document.ts'
import type { FileCache } from './files.ts'
import { folderOf, joinPath, relativePath } from './forms/path.ts'
import { isNothing, merge } from './merge.ts'
import { resolvePaths } from './paths.ts'
import type { Fault } from './problem.ts'
import { applyResets, type ResetPath } from './resets.ts'
import { project as projectShape } from './tables/project.ts'
import type { Lookup } from './template.ts'
import { type Mapping, mapping, type Node, type Pair, withValue } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** What `extends` needs besides the stage: files, variables, and the folder that `file:` starts from. */
export type ExtendsBase = {
  stage: Stage
  files: FileCache
  lookup: Lookup
  folder: string
  /** Extended files as read for this folder. */
  loaded: Map<string, Loaded | undefined>
}

type Loaded = { services: ServiceSet; resets: ResetPath[] }

/** Services that are looked up by name, and those whose own `extends` was applied already. */
type ServiceSet = { pairs: ReadonlyMap<string, Pair>; done: Map<string, Node> }

/** Applies `extends` to every service of a document. */
export function applyExtends(
  tree: Mapping,
  file: string,
  resets: readonly ResetPath[],
  base: ExtendsBase,
): Mapping {
  const services = tree.pairs.get('services')
  if (services?.value.kind !== 'mapping') return tree
  let any = false
  for (const { value } of services.value.pairs.values())
    if (value.kind === 'mapping' && value.pairs.has('extends')) any = true
  if (!any) return tree
  const set: ServiceSet = { pairs: services.value.pairs, done: new Map() }
  const pairs = new Map<string, Pair>()
  for (const [name, pair] of services.value.pairs) {
    pairs.set(name, withValue(pair, extendService(name, set, file, resets, [], base) ?? pair.value))
  }
  return mapping(
    new Map(tree.pairs).set('services', withValue(services, mapping(pairs, services.value))),
    tree,
  )
}

function textAt(node: Mapping, key: string): string | undefined {
  const value = node.pairs.get(key)?.value
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}

function extendService(
  name: string,
  services: ServiceSet,
  file: string,
  resets: readonly ResetPath[],
  chain: readonly string[],
  base: ExtendsBase,
): Node | undefined {
  const done = services.done.get(name)
  if (done) return done
  const service = services.pairs.get(name)?.value
  if (service?.kind !== 'mapping') return service
  const pair = service.pairs.get('extends')
  if (!pair) return service
  const tell = (fault: Fault) => {
    base.stage.report({ ...fault, at: placeOf(pair.value), path: `services.${name}.extends` })
    return undefined
  }

  const named = pair.value.kind === 'mapping' ? textAt(pair.value, 'service') : undefined
  const ref = pair.value.kind === 'scalar' ? String(pair.value.value) : named
  if (ref === undefined) return tell({ code: 'missing-key', key: 'service' })
  const other = pair.value.kind === 'mapping' ? textAt(pair.value, 'file') : undefined

  let set = services
  let innerResets: readonly ResetPath[] = []
  if (other !== undefined) {
    const loaded = loadBase(other, base, tell)
    if (!loaded) return undefined
    set = loaded.services
    innerResets = loaded.resets
  }
  if (!set.pairs.has(ref))
    return tell({ code: 'extends-unknown', service: name, base: ref, file: other ?? file })
  const link = `${name} in ${other ?? file}`
  if (chain.includes(link)) return tell({ code: 'extends-cycle', chain: [...chain, link] })

  const parent = extendService(
    ref,
    set,
    file,
    other === undefined ? resets : innerResets,
    [...chain, link],
    base,
  )
  if (!parent || isNothing(parent)) return service
  const reset = resets
    .filter((path) => path[0] === 'services' && path[1] === name)
    .map((path) => path.slice(2))
  const cleared = applyResets(parent, reset)
  const merged = merge(cleared, service, serviceShape, `services.${name}`, base.stage.report)
  if (merged.kind !== 'mapping') return service
  const pairs = new Map(merged.pairs)
  pairs.delete('extends')
  const extended = mapping(pairs, service)
  services.done.set(name, extended)
  return extended
}

/** Reads the file that a service extends from; its paths then start from the folder of the extending project. */
function loadBase(file: string, base: ExtendsBase, tell: (fault: Fault) => undefined): Loaded | undefined {
  if (base.loaded.has(file)) return base.loaded.get(file)
  const path = file.startsWith('/') ? file : joinPath(base.folder, file)
  const { stage } = base
  const parsed = base.files.documents(path, 'extends', tell)
  let loaded: Loaded | undefined
  if (parsed) {
    let tree: Mapping | undefined
    let resets: ResetPath[] = []
    for (const document of parsed.documents) {
      const prepared = prepare(document, parsed.tagged, base.lookup, stage)
      if (!prepared) continue
      tree = finish(layOver(tree, prepared.tree, prepared.resets, stage.report), stage)
      resets = prepared.resets
    }
    const { home, resources, report } = stage
    const start = relativePath(base.folder, folderOf(path))
    const resolved = tree && resolvePaths(tree, projectShape, { base: start, home, resources, report })
    const services = resolved?.kind === 'mapping' ? resolved.pairs.get('services')?.value : undefined
    if (services?.kind === 'mapping')
      loaded = { services: { pairs: services.pairs, done: new Map() }, resets }
    else tell({ code: 'missing-key', key: 'services' })
  }
  base.loaded.set(file, loaded)
  return loaded
}
