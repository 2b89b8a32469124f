import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

const folder = '/etc/apt'

/** The distribution's own sources and apt's proxies, as files of the image; no other vendor's. */
export async function readAptSettings(): Promise<Record<string, string>> {
  const release = await read('/etc/os-release')
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(release)?.[1]
  const found: Record<string, string> = {}
  if (!codename) return found
  const names = await readdir(path.join(folder, 'sources.list.d')).catch(() => [])
  for (const name of ['sources.list', ...names.map((name) => `sources.list.d/${name}`)].sort()) {
    const text = ownSources(await read(path.join(folder, name)), codename)
    if (text) found[`etc/apt/${name}`] = text
  }
  const settings = await Promise.all(
    (await readdir(path.join(folder, 'apt.conf.d')).catch(() => []))
      .sort()
      .map((name) => read(path.join(folder, 'apt.conf.d', name))),
  )
  const proxies = aptProxies([await read(path.join(folder, 'apt.conf')), ...settings].join('\n'))
  if (proxies) found['etc/apt/apt.conf.d/90proxy'] = proxies
  return found
}

/** Keeps the entries whose suites are the distribution's: `bookworm`, `bookworm-updates`… */
export function ownSources(text: string, codename: string): string {
  const isOwn = (suites: string[]) =>
    suites.length > 0 && suites.every((suite) => suite === codename || suite.startsWith(`${codename}-`))
  const deb822 = text
    .split(/\n\n+/)
    .filter((block) => isOwn(/^Suites:\s*(.+)$/m.exec(block)?.[1]?.split(/\s+/) ?? []))
  const lines = text
    .split('\n')
    .filter((line) => isOwn([/^deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?\S+\s+(\S+)/.exec(line)?.[1] ?? '']))
  const own = [...deb822, ...lines].map((block) => block.trim())
  return own.length > 0 && !own.some(holdsCredentials) ? `${own.join('\n\n')}\n` : ''
}

/** The lines that set a proxy, without the ones that hold a name and password. */
export function aptProxies(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^Acquire::(https?|ftp)::Proxy/i.test(line) && !holdsCredentials(line))
    .map((line) => `${line}\n`)
    .join('')
}

function holdsCredentials(text: string): boolean {
  return /:\/\/[^/\s"]*@/.test(text)
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
