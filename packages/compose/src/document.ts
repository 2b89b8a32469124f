import { canonicalize } from './canonical.ts'
import { removeRepeats } from './identity.ts'
import { interpolate } from './interpolate.ts'
import type { StageName } from './load.ts'
import { merge } from './merge.ts'
import type { Problem, Report } from './problem.ts'
import { applyResets, type ResetPath, takeResets } from './resets.ts'
import type { Resources } from './resources.ts'
import { project as projectShape } from './tables/project.ts'
import type { Shape } from './tables/shape.ts'
import type { Lookup } from './template.ts'
import { type Mapping, mapping, type Node, sequence, withValue } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

/** What every stage of one load shares. */
export type Stage = {
  report: Report
  warn: Report
  resources: Resources
  home: string | undefined
  /** False leaves `${…}` alone, and short forms that cannot be read because of it. */
  interpolate: boolean
  ended: (stage: StageName) => void
  /** Problems so far, so that a stage that needs a sound tree can stop. */
  problems: readonly Problem[]
}

/** Splits tags off a document and fills in its variables. `undefined` when it is no mapping. */
export function prepare(
  document: Node,
  tagged: boolean,
  lookup: Lookup,
  stage: Stage,
): { tree: Mapping; resets: ResetPath[] } | undefined {
  const { tree, resets } = tagged ? takeResets(document) : { tree: document, resets: [] }
  if (tree.kind !== 'mapping') {
    const found = tree.kind === 'sequence' ? 'a list' : tree.value === null ? 'nothing' : 'text'
    stage.report({ code: 'wrong-kind', found, wanted: ['a mapping'], at: placeOf(tree), path: '' })
    return undefined
  }
  if (!stage.interpolate) return { tree, resets }
  const { report, warn } = stage
  const filled = interpolate(tree, projectShape, '', { lookup, report, warn })
  return filled.kind === 'mapping' ? { tree: filled, resets } : undefined
}

/** Lays a document over what came before: resets, merge, repeats. */
export function layOver(
  base: Mapping | undefined,
  over: Mapping,
  resets: readonly ResetPath[],
  report: Report,
): Mapping {
  const merged = base ? merge(applyResets(base, resets), over, projectShape, '', report) : over
  const unique = removeRepeats(merged, projectShape, '', report)
  return unique.kind === 'mapping' ? unique : over
}

/** Long forms, without empty entries, and again without repeats, which ranges of ports can reveal. */
export function finish(tree: Mapping, stage: Stage): Mapping {
  const long = canonicalize(tree, projectShape, '', { report: stage.report, strict: stage.interpolate })
  const filled = dropEmptyDns(long)
  const unique = removeRepeats(filled, projectShape, '', stage.report)
  return unique.kind === 'mapping' ? unique : tree
}

/** The only attribute whose empty entries the reference drops. */
function dropEmptyDns(node: Node): Node {
  if (node.kind !== 'mapping') return node
  const services = node.pairs.get('services')
  if (services?.value.kind !== 'mapping') return node
  let changed: Map<string, typeof services> | undefined
  for (const [name, service] of services.value.pairs) {
    const dns = service.value.kind === 'mapping' ? service.value.pairs.get('dns') : undefined
    if (service.value.kind !== 'mapping' || dns?.value.kind !== 'sequence') continue
    const items = dns.value.items.filter(
      (item) => item.kind !== 'scalar' || (item.value !== '' && item.value !== null),
    )
    if (items.length === dns.value.items.length) continue
    changed ??= new Map(services.value.pairs)
    const list = withValue(dns, sequence(items, dns.value))
    changed.set(
      name,
      withValue(service, mapping(new Map(service.value.pairs).set('dns', list), service.value)),
    )
  }
  if (!changed) return node
  return mapping(
    new Map(node.pairs).set('services', withValue(services, mapping(changed, services.value))),
    node,
  )
}

/** The table of one service. */
export const serviceShape: Shape | undefined = projectShape.object?.fields?.get('services')?.object?.keys?.of
