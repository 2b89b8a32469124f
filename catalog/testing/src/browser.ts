import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

/**
 * A Chromium without a window: the one named by CHROMIUM_PATH, or the system's. Its pages reach this machine through
 * this process; `direct` leaves them Chromium's own connections, for a page that sends files and follows a stream.
 */
export async function openBrowser({ direct = false } = {}): Promise<Browser> {
  const paths = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const executablePath = paths.find((path) => path && existsSync(path))
  if (!executablePath) throw new Error('There is no Chromium. Install it, or set CHROMIUM_PATH.')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Pages answered from this process count as the internet's, which may not open sockets to this machine.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  })
  if (direct) return browser
  const plain = browser.newContext.bind(browser)
  browser.newContext = async (options?: BrowserContextOptions) => throughThisProcess(await plain(options))
  browser.newPage = async (options?: BrowserContextOptions) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.once('close', () => void context.close().catch(() => {}))
    return page
  }
  return browser
}

/**
 * Chromium drops every connection when the machine's network interfaces change, which each container that starts
 * does. Requests and sockets therefore leave from this process; `*.localhost` is this machine, as in a browser.
 */
async function throughThisProcess(context: BrowserContext): Promise<BrowserContext> {
  await context.route('**/*', async (route) => {
    const request = route.request()
    const url = new URL(request.url())
    const here = /^(localhost|127\.0\.0\.1|.+\.localhost)$/.test(url.hostname)
    // A stream has no end to wait for; the page reconnects by itself.
    if (!here || request.resourceType() === 'eventsource') return route.continue()
    const { host } = url
    url.hostname = '127.0.0.1'
    try {
      // Host names are different origins: a browser shares no connection between them.
      const headers = { ...(await request.allHeaders()), host, connection: 'close' }
      await route.fulfill({
        response: await route.fetch({ url: url.href, headers, maxRedirects: 0, timeout: 0 }),
      })
    } catch {
      // The page was closed, or nobody listens: the page sees a failed request either way.
      await route.abort('connectionfailed').catch(() => {})
    }
  })
  await context.routeWebSocket(/.*/, (socket) => {
    socket.connectToServer()
  })
  return context
}
