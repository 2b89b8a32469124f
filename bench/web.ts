import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { faultsOf, looks } from '../packages/web/test/axe.ts'
import { openSite, type Site } from '../packages/web/test/site.ts'
import type { Benchmark } from '../scripts/bench.ts'
import { median } from './statistics/rounds.ts'

/** How much slower than this machine the visitor's is. */
const slowdown = 4
const rounds = 5
const root = fileURLToPath(new URL('../packages/web', import.meta.url))
const longLog = '/deploys/00000000-0000-4000-8000-000000000100?scene=many'

/** What the dashboard costs a browser: script, time to paint and to react, frames while long things scroll. */
export default {
  name: 'web',
  async run() {
    const firstScriptKbGzip = await firstScript()
    const site = await openSite()
    try {
      const firstPaintMs = median(await times(rounds, () => firstPaint(site)))
      const openProjectMs = median(await times(rounds, () => openProject(site)))
      const logScrollFps = await scrolling(site, longLog, '.log-view')
      const versionsScrollFps = await scrolling(site, '/projects/shop?scene=many')
      const servicesScrollFps = await scrolling(site, '/projects/shop/environments/production?scene=many')
      const faults = (await Promise.all(looks.map((look) => faultsOf(site, look)))).flat()
      const report = [
        `script before the first page: ${firstScriptKbGzip.toFixed(1)} KiB gzip (limit 200)`,
        `first paint, processor ${slowdown} × slower: ${firstPaintMs.toFixed(0)} ms`,
        `from a click to the project's page, ${slowdown} × slower: ${openProjectMs.toFixed(0)} ms`,
        `frames a second: log of 100,000 lines ${logScrollFps.toFixed(1)} (limit 50), 1,000 versions ${versionsScrollFps.toFixed(1)}, 60 services ${servicesScrollFps.toFixed(1)}`,
        `serious faults that axe finds on any page, light and dark: ${faults.length}`,
        ...faults,
      ].join('\n')
      const figures = {
        firstScriptKbGzip,
        firstPaintMs,
        openProjectMs,
        logScrollFps,
        versionsScrollFps,
        servicesScrollFps,
        axeSerious: faults.length,
      }
      return { figures, report }
    } finally {
      await site.close()
    }
  },
} satisfies Benchmark

/** Everything that the page's own HTML makes a browser fetch before anything is chosen. */
async function firstScript(): Promise<number> {
  const outDir = await mkdtemp(join(tmpdir(), 'keelson-bench-web-'))
  try {
    await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } })
    const html = await readFile(join(outDir, 'index.html'), 'utf8')
    const names = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].flatMap(([, name]) => name ?? [])
    if (names.length < 2) throw new Error('The page names no script: its form has changed.')
    const sizes = await Promise.all(
      names.map(async (name) => gzipSync(await readFile(join(outDir, name))).length),
    )
    return sizes.reduce((sum, size) => sum + size, 0) / 1024
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

/** A page in a browser of its own cache, on a slow machine. */
async function slowPage(site: Site, path: string): Promise<Page> {
  const { page } = await site.page('/nowhere')
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.goto(site.url + path)
  return page
}

async function firstPaint(site: Site): Promise<number> {
  const page = await slowPage(site, '/')
  const painted = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  )
  const time = await painted.jsonValue()
  await page.context().close()
  return time ?? Number.NaN
}

/** From the click on a project of the list until its page is painted. */
async function openProject(site: Site): Promise<number> {
  const page = await slowPage(site, '/')
  await page.waitForSelector('a[href="/projects/shop"]')
  const time = await page.evaluate(async () => {
    const start = performance.now()
    document.querySelector<HTMLElement>('a[href="/projects/shop"]')?.click()
    while (document.querySelector('h1')?.textContent !== 'shop' || document.querySelector('.skeleton')) {
      await new Promise(requestAnimationFrame)
    }
    await new Promise(requestAnimationFrame)
    return performance.now() - start
  })
  await page.context().close()
  return time
}

/** Frames a second while it scrolls by a fifth of the screen in each of them. Without a place, the page itself. */
async function scrolling(site: Site, path: string, place?: string): Promise<number> {
  const { page } = await site.page(path)
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton'))
  if (place) await page.waitForSelector(place)
  const fps = await page.evaluate(async (selector) => {
    const element = (selector && document.querySelector(selector)) || document.scrollingElement
    if (!element || element.scrollHeight <= element.clientHeight)
      throw new Error('There is nothing to scroll.')
    const [seconds, step] = [3, innerHeight / 5]
    let [frames, down] = [0, true]
    element.scrollTop = 0
    const start = await new Promise(requestAnimationFrame)
    for (;;) {
      const now = await new Promise<number>(requestAnimationFrame)
      if (now - start >= seconds * 1000) return (frames * 1000) / (now - start)
      frames += 1
      if (element.scrollTop + element.clientHeight >= element.scrollHeight - 1) down = false
      if (element.scrollTop <= 0) down = true
      element.scrollTop += down ? step : -step
    }
  }, place)
  await page.context().close()
  return fps
}

async function times<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const found: T[] = []
  for (let round = 0; round < count; round += 1) found.push(await measure())
  return found
}
