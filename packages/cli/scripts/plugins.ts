import type { Plugin } from 'rolldown'

/** Parts of Node of which only functions are imported, and which most commands never call. */
const late: readonly string[] = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:http2',
  'node:net',
  'node:os',
  'node:readline',
  'node:stream/promises',
  'node:timers/promises',
  'node:tls',
  'node:util',
]

const prefix = '\0late:'

/**
 * Has these parts evaluated at the first call of one of their functions, not at the start: `node:crypto` alone takes
 * as long as reading a project. Importing a class of them fails the build, since it would have to be there at once.
 */
export const lateBuiltins: Plugin = {
  name: 'late-builtins',
  resolveId: (id) => (late.includes(id) ? prefix + id : null),
  load(id) {
    if (!id.startsWith(prefix)) return null
    const name = id.slice(prefix.length)
    return Object.entries(process.getBuiltinModule(name) ?? {})
      .filter(([key, value]) => typeof value === 'function' && !/^[A-Z_]/.test(key))
      .map(
        ([key]) => `export const ${key} = (...args) => process.getBuiltinModule('${name}').${key}(...args)`,
      )
      .join('\n')
  },
}

/** Writes every other letter as an escape: text of one byte a letter is read and kept in half the space. */
export const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue
      file.code = file.code.replace(
        /[^\0-\x7f]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    }
  },
}

/** Writes what the packer adds for itself into the main file too: a file less to find and read. */
export const runtimeInMain: Plugin = {
  name: 'runtime-in-main',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
    const runtime = chunks.find(({ name }) => name === 'rolldown-runtime')
    const main = chunks.find(({ isEntry }) => isEntry)
    if (!runtime || !main) return
    const inline = `((exports)=>{${runtime.code};return exports})({})`
    main.code = main.code.replace(`require("./${runtime.fileName}")`, () => inline)
  },
}

/** Writes the main file as the function that the launcher calls: wrapped there, its text would be copied at each start. */
export const mainAsFunction: Plugin = {
  name: 'main-as-function',
  generateBundle(_, bundle) {
    const main = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
    if (main?.type === 'chunk') main.code = `(function (exports, require) {${main.code}\n})`
  },
}
