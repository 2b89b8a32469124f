import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * Programs of the operating system, and libraries, which one of their files shows: installed by apt where we may, asked
 * for where we may not.
 */
export function packages(list) {
  const isThere = ({ program, file }) => (file ? existsSync(file) : found(program))
  const absent = () => list.filter((entry) => !isThere(entry)).map((entry) => entry.package)
  return {
    name: 'packages',
    missing: () => (absent().length > 0 ? `installing ${absent().join(', ')}` : false),
    make: (run) => install(run, absent()),
  }
}

/**
 * Installs Debian packages, one apt at a time.
 * @throws where this is not Debian or Ubuntu, or not root: names what has to be there.
 */
export function install(run, names) {
  if (!canInstall()) {
    throw new Error(
      `This machine lacks ${names.join(', ')}. Keelson installs packages only as root on Debian or Ubuntu: ` +
        'install them, or run this again as root.',
    )
  }
  queue = queue.catch(() => {}).then(() => apt(run, names))
  return queue
}

let queue = Promise.resolve()

async function apt(run, names) {
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } }
  await run('apt-get', ['update', '-q'], quiet)
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], quiet)
}

export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && found('apt-get')
}

/** Is there such a program, by name or by path? */
export function found(program) {
  const places = isAbsolute(program)
    ? [program]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
  return places.some(executable)
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
