import { dirname, join } from 'node:path'

export type Import = { specifier: string; typeOnly: boolean }
export type SourceFile = { path: string; imports: Import[] }

/** What a TypeScript or Vue source imports, read from its text; comments are left out first. */
export function importsOf(text: string): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const statements = /^\s*(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
  const calls = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [
    ...[...code.matchAll(statements)].map((match) => ({
      specifier: match[2] ?? '',
      typeOnly: match[1] !== undefined,
    })),
    // Loaded later, so it cannot close a circle at start; still an arrow.
    ...[...code.matchAll(calls)].map((match) => ({ specifier: match[1] ?? '', typeOnly: true })),
  ]
}

/** Circles of imports that exist at run time, each once, as the files in order. */
export function circles(files: SourceFile[]): string[][] {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, typeOnly }) => !typeOnly && specifier.startsWith('.'))
        .map(({ specifier }) => join(dirname(path), specifier)),
    ]),
  )
  const found: string[][] = []
  const state = new Map<string, 'open' | 'closed'>()
  const trail: string[] = []

  const visit = (path: string): void => {
    if (state.get(path) === 'closed') return
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path])
      return
    }
    state.set(path, 'open')
    trail.push(path)
    for (const next of edges.get(path) ?? []) visit(next)
    trail.pop()
    state.set(path, 'closed')
  }
  for (const path of edges.keys()) visit(path)
  return found
}
