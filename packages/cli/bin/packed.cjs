const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs')
const Module = require('node:module')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** What is started by the hundred: in the packed main file, with all that it imports. */
const often = ['up', 'down', 'create', 'start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'rm']

/** The packed main file, if `dist/` holds the sources as they are now: each with its time of change and its size. */
function findPacked(home = join(__dirname, '..')) {
  const dist = join(home, 'dist')
  try {
    const { main, files } = JSON.parse(readFileSync(join(dist, 'packed.json'), 'utf8'))
    const same = files.every(([file, mtime, size]) => {
      const now = statSync(`${home}/${file}`)
      return now.mtimeMs === mtime && now.size === size
    })
    return same ? join(dist, main) : undefined
  } catch {
    return undefined
  }
}

/** One run in so many writes down what was compiled, although something is there: the first run may have been short. */
const renewal = 20

/**
 * Runs the packed main file. V8 compiles a function when it is first called, and that takes as long as all else
 * together: what the runs of a verb compiled is kept beside the file, or where that folder is somebody else's, in the
 * user's own cache, for this Node. (Node's own compile cache keeps only what is compiled before the file runs.)
 */
function runPacked(file, words) {
  const verb = words.find((word) => often.includes(word)) ?? 'other'
  const name = `${basename(file)}.${verb}.${process.version}-${process.arch}`
  const script = new Script(`(function (exports, require) {${readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    cachedData: readIfThere(join(dirname(file), name)) ?? readIfThere(join(ownCache(), name)),
  })
  if (script.cachedDataRejected !== false || Math.random() * renewal < 1) {
    process.once('exit', () => keep(file, name, script.createCachedData()))
  }
  const main = new Module(file)
  main.filename = file
  // The other packed files import from this one.
  require.cache[file] = main
  script.runInThisContext()(main.exports, main.require.bind(main))
}

function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** As the XDG Base Directory Specification says. */
function ownCache() {
  const { HOME = '/', XDG_CACHE_HOME } = process.env
  return join(XDG_CACHE_HOME || join(HOME, '.cache'), 'keelson')
}

function keep(file, name, data) {
  if (write(dirname(file), name, data)) return
  try {
    mkdirSync(ownCache(), { recursive: true, mode: 0o700 })
  } catch {
    return
  }
  write(ownCache(), name, data)
}

/** Whole or not at all: another command may be reading it. False in a folder where this user may not write. */
function write(folder, name, data) {
  const file = join(folder, name)
  try {
    writeFileSync(`${file}.${process.pid}`, data)
    renameSync(`${file}.${process.pid}`, file)
    return true
  } catch {
    return false
  }
}

module.exports = { findPacked, often, runPacked }
