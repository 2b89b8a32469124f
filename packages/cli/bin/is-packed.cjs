const { readFileSync, statSync } = require('node:fs')

const home = `${__dirname}/../`

/** Whether `dist/` holds the sources as they are now: each file with its time of change and its size. */
module.exports = function isPacked() {
  try {
    const packed = JSON.parse(readFileSync(`${home}dist/packed.json`, 'utf8'))
    return packed.every(([file, mtime, size]) => {
      const now = statSync(home + file)
      return now.mtimeMs === mtime && now.size === size
    })
  } catch {
    return false
  }
}
