const { readFileSync, statSync } = require('node:fs')
const { join } = require('node:path')

/**
 * Whether what `home/dist` holds was compiled from the sources as they are now: each with its time of change and its
 * size then. Missing or unreadable is not fresh.
 */
function isFresh(home) {
  try {
    // One list of path, time, size, path …
    const sources = JSON.parse(readFileSync(join(home, 'dist', 'sources.json'), 'utf8'))
    for (let at = 0; at < sources.length; at += 3) {
      const { mtimeMs, size } = statSync(`${home}/${sources[at]}`)
      if (mtimeMs !== sources[at + 1] || size !== sources[at + 2]) return false
    }
    return true
  } catch {
    return false
  }
}

module.exports = { isFresh }
