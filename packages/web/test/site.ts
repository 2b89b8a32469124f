import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { openBrowser } from '@keelson/catalog-testing'
import type { Browser, BrowserContext, BrowserContextOptions, Page, Route } from 'playwright-core'
import { build } from 'vite'

/** As strict as the server's own: no inline script, no eval, nothing from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export type Site = {
  url: string
  browser: Browser
  /**
   * A page of its own in a context of its own; what its console complains about is collected. `prepare` is done to the
   * context before anything is loaded.
   */
  page(
    path: string,
    options?: BrowserContextOptions,
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

/** Builds the dashboard on recorded data, and starts one Chromium that is given it. */
export async function openSite(): Promise<Site> {
  const folder = join(tmpdir(), `keelson-web-${process.pid}-${Date.now()}`)
  const root = new URL('..', import.meta.url).pathname
  await build({ root, mode: 'recorded', logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })

  // Answered inside the browser: there is no server.
  const url = 'http://localhost'
  const files = new Map<string, Buffer | null>()
  const answer = async (route: Route) => {
    const path = normalize(new URL(route.request().url()).pathname)
    const name = extname(path) ? path : '/index.html'
    if (!files.has(name)) files.set(name, await readFile(join(folder, name)).catch(() => null))
    const body = files.get(name)
    await route.fulfill({
      status: body ? 200 : 404,
      headers: {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      },
      body: body ?? '',
    })
  }
  const browser = await openBrowser()
  return {
    url,
    browser,
    async page(path, options = {}, prepare) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        locale: 'en-GB',
        // Nothing that a test asks for is a movement, and drawing them without a graphics card takes a processor.
        reducedMotion: 'reduce',
        ...options,
      })
      await context.route('**/*', answer)
      await prepare?.(context)
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(url + path)
      return { page, complaints }
    },
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
