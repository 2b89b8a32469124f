import type { Fault, Report } from '../problem.ts'
import { readBlock } from './block.ts'
import { Cursor, SyntaxFault } from './cursor.ts'
import type { Node, Source } from './node.ts'
import { placeOf } from './place.ts'
import { makeScalar } from './properties.ts'

/** A file's documents. `tagged`: some value carries `!reset` or `!override`. */
export type Parsed = { documents: Node[]; tagged: boolean }

/** Nodes that aliases may add beyond ten times what is written. */
const expansionAllowance = 1_000_000

/**
 * Reads YAML (1.2, with the scalar rules of go-yaml) into nodes that know their places. Repeated and non-text keys
 * are reported and skipped; a syntax error ends the file. Gives `undefined` after a syntax error.
 */
export function parse(source: Source, report: Report): Parsed | undefined {
  const cursor = new Cursor(source, report)
  try {
    const documents = readDocuments(cursor)
    return { documents, tagged: cursor.tagged }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    const origin = { source, start: error.start, end: error.start + 1 }
    report({ ...faultOf(error), at: placeOf(origin), path: '' })
    return undefined
  }
}

function faultOf({ fault, message }: SyntaxFault): Fault {
  if (fault === 'syntax') return { code: 'yaml-syntax', reason: message }
  if (fault === 'depth') return { code: 'nested-too-deep', limit: Number(message) }
  if (fault === 'merge') return { code: 'merge-value' }
  if (fault === 'size') return { code: 'alias-expansion', limit: Number(message) }
  return { code: 'alias-unknown', name: fault.alias }
}

function readDocuments(cursor: Cursor): Node[] {
  const documents: Node[] = []
  for (;;) {
    const explicit = readPrologue(cursor)
    if (!explicit && cursor.pos >= cursor.text.length) return documents
    cursor.anchors.clear()
    const start = cursor.pos
    const crossed = cursor.skipToContent('here') || cursor.pos === cursor.lineStart
    const node = cursor.over
      ? makeScalar(cursor, '', true, start, undefined)
      : readBlock(cursor, -1, crossed || !explicit ? 'own line' : 'after dash')
    const limit = cursor.written * 10 + expansionAllowance
    if (node.size > limit) throw new SyntaxFault(String(limit), node.start, 'size')
    documents.push(node)
    readEpilogue(cursor)
  }
}

/** Steps over comments, directives and `---`. True when `---` was there. */
function readPrologue(cursor: Cursor): boolean {
  for (;;) {
    cursor.skipToContent('never')
    if (cursor.column === 0 && cursor.text.charCodeAt(cursor.pos) === 37) cursor.skipComment()
    else if (cursor.column === 0 && cursor.markerAt(cursor.pos)) {
      const document = cursor.text.charCodeAt(cursor.pos) === 45
      cursor.pos += 3
      if (document) return true
    } else return false
  }
}

function readEpilogue(cursor: Cursor): void {
  cursor.skipToContent('here')
  if (!cursor.over) cursor.fail('This does not belong to the value above. Check the indentation.')
}
