import type { Stage } from './document.ts'
import { DotenvFault, parseDotenv } from './dotenv.ts'
import { readText } from './files.ts'
import { folderOf, joinPath, relativePath } from './forms/path.ts'
import { merge } from './merge.ts'
import type { Fault } from './problem.ts'
import { applyResets, type ResetPath } from './resets.ts'
import { project as projectShape } from './tables/project.ts'
import { type Mapping, mapping, type Node, type Origin, type Pair, withValue } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** Variables by name. */
export type Environment = Readonly<Record<string, string>>

/** A set of files loaded as a project of its own inside another. */
export type Included = {
  files: string[]
  /** Relative to the including project's folder where it lies below it; what its paths start from. */
  base: string
  /** Absolute folder that its `include` and `extends` start from. */
  folder: string
  environment: Environment
  /** Where the files are named, for problems with reading them. */
  origin?: Origin
}

type LoadIncluded = (included: Included, chain: readonly string[]) => Mapping | undefined

/** Where includes stand: the folder they start from and its absolute path, variables, files around. */
export type IncludeBase = {
  stage: Stage
  base: string
  folder: string
  environment: Environment
  chain: readonly string[]
  load: LoadIncluded
}

/** Loads every `include` and puts its resources under those of the document, which win where both have one. */
export function applyIncludes(tree: Mapping, resets: readonly ResetPath[], base: IncludeBase): Mapping {
  const includes = tree.pairs.get('include')
  if (!includes) return tree
  const { report } = base.stage
  const pairs = new Map(tree.pairs)
  pairs.delete('include')
  let result = mapping(pairs, tree)
  if (includes.value.kind !== 'sequence') {
    if (includes.value.kind !== 'scalar' || includes.value.value !== null)
      report({
        code: 'wrong-kind',
        found: 'text',
        wanted: ['a list'],
        at: placeOf(includes.value),
        path: 'include',
      })
    return result
  }
  includes.value.items.forEach((item, index) => {
    const included = readInclude(item, `include[${index}]`, base)
    const imported = included && base.load(included, [...base.chain])
    if (imported) result = importResources(result, imported, resets, base)
  })
  return result
}

function textsAt(node: Node, key: string): string[] {
  const value = node.kind === 'mapping' ? node.pairs.get(key)?.value : undefined
  const items = value?.kind === 'sequence' ? value.items : value ? [value] : []
  return items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
  )
}

function readInclude(item: Node, path: string, base: IncludeBase): Included | undefined {
  const tell = (fault: Fault) => {
    base.stage.report({ ...fault, at: placeOf(item), path })
    return undefined
  }
  const short = item.kind === 'scalar' && typeof item.value === 'string'
  if (!short && item.kind !== 'mapping')
    return tell({
      code: 'wrong-kind',
      found: item.kind === 'sequence' ? 'a list' : 'nothing',
      wanted: ['text', 'a mapping'],
    })
  const names = short ? [String(item.value)] : textsAt(item, 'path')
  const files = names.map((name) => (name.startsWith('/') ? name : joinPath(base.folder, name)))
  const [first] = files
  if (first === undefined) return tell({ code: 'missing-key', key: 'path' })
  if (base.chain.includes(first)) return tell({ code: 'include-cycle', chain: [...base.chain, first] })

  const [directory] = textsAt(item, 'project_directory')
  let folder = folderOf(first)
  let start = relativePath(base.folder, folder)
  if (directory?.startsWith('/')) {
    folder = directory
    start = directory
  } else if (directory !== undefined && directory !== '') {
    folder = joinPath(base.base.startsWith('/') ? base.base : base.folder, directory)
    start = relativePath(base.folder, joinPath(base.folder, directory))
  }
  const environment = includedEnvironment(item, folder, base, tell)
  return environment && { files, base: start, folder, environment, origin: item }
}

/** The parent's variables, then those of `env_file`, or of the included project's own `.env`. */
function includedEnvironment(
  item: Node,
  folder: string,
  base: IncludeBase,
  tell: (fault: Fault) => undefined,
): Environment | undefined {
  const { resources } = base.stage
  const declared = textsAt(item, 'env_file')
  const own = joinPath(folder, '.env')
  const files =
    declared.length > 0
      ? declared.map((file) => (file.startsWith('/') ? file : joinPath(base.folder, file)))
      : []
  if (declared.length === 0 && resources.kind(own) === 'file') files.push(own)
  const found = new Map<string, string>()
  for (const file of files) {
    if (file === '/dev/null') continue
    const text = readText(file, 'environment', resources, tell)
    if (text === undefined) return undefined
    try {
      parseDotenv(text, found, (name) => base.environment[name] ?? found.get(name))
    } catch (error) {
      if (!(error instanceof DotenvFault)) throw error
      return tell({ code: 'environment-syntax', file, line: error.line, reason: error.message })
    }
  }
  return { ...Object.fromEntries(found), ...base.environment }
}

const sections = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'] as const

function importResources(
  tree: Mapping,
  imported: Mapping,
  resets: readonly ResetPath[],
  base: IncludeBase,
): Mapping {
  const source = applyResets(imported, resets)
  if (source.kind !== 'mapping') return tree
  const pairs = new Map(tree.pairs)
  for (const section of sections) {
    const from = source.pairs.get(section)
    if (from?.value.kind !== 'mapping') continue
    const to = pairs.get(section)
    if (to?.value.kind !== 'mapping') {
      if (!to) pairs.set(section, from)
      continue
    }
    const shape = projectShape.object?.fields?.get(section)?.object?.keys?.of
    const merged = new Map<string, Pair>(to.value.pairs)
    for (const [name, pair] of from.value.pairs) {
      const own = merged.get(name)
      const value = own
        ? merge(pair.value, own.value, shape, `${section}.${name}`, base.stage.report)
        : pair.value
      merged.set(name, own ? withValue(own, value) : pair)
    }
    pairs.set(section, withValue(to, mapping(merged, to.value)))
  }
  return mapping(pairs, tree)
}
