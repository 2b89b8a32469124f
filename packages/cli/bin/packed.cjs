const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs')
const { basename, dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** What is started by the hundred: in the packed main file, with all that it imports. */
const often = ['up', 'down', 'create', 'start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'rm']

/**
 * The packed main file, if `dist/` holds the sources as they are now: each with its time of change and its size.
 * Of the verbs that are started often, only those that they may come to run.
 */
function findPacked(words, home = join(__dirname, '..')) {
  const dist = join(home, 'dist')
  try {
    const { main, files, others } = JSON.parse(readFileSync(join(dist, 'packed.json'), 'utf8'))
    const same = areSame(home, files) && (verbOf(words) !== undefined || areSame(home, others))
    return same ? join(dist, main) : undefined
  } catch {
    return undefined
  }
}

/** One list of path, time, size, path …: this takes a third of the launcher's time. */
function areSame(home, files) {
  for (let at = 0; at < files.length; at += 3) {
    const { mtimeMs, size } = statSync(`${home}/${files[at]}`)
    if (mtimeMs !== files[at + 1] || size !== files[at + 2]) return false
  }
  return true
}

/** The verb if it is one that is started often: the first word that is no flag and follows none. */
function verbOf(words) {
  const isFlag = (word = '') => word.startsWith('-') && !word.includes('=')
  const verb = words.find((word, index) => !word.startsWith('-') && !isFlag(words[index - 1]))
  return often.includes(verb) ? verb : undefined
}

/** One run in so many writes down what was compiled, although something is there: the first run may have been short. */
const renewal = 20

/**
 * Runs the packed main file, a function of `exports` and `require`. V8 compiles a function when it is first called,
 * and that takes as long as all else together: what the runs of a verb compiled is kept beside the file, or where that
 * folder is somebody else's, in the user's own cache, for this Node. (Node's own compile cache keeps only what is
 * compiled before the file runs.)
 */
function runPacked(file, words) {
  const name = `${basename(file)}.${verbOf(words) ?? 'other'}.${process.version}-${process.arch}`
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    cachedData: readIfThere(join(dirname(file), name)) ?? readIfThere(join(ownCache(), name)),
  })
  if (script.cachedDataRejected !== false || Math.random() * renewal < 1) {
    process.once('exit', () => keep(file, name, script.createCachedData()))
  }
  // Node's class Module, without reading all of node:module.
  const main = new module.constructor(file)
  main.filename = file
  // The other packed files import from this one, later: it is not half loaded, which Node would warn of.
  main.loaded = true
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
