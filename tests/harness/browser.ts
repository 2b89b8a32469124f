import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

/** One Chromium for a test file; each context is a person of their own. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
  return {
    async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 860 },
        ...options,
      })
      context.setDefaultTimeout(30_000)
      await throughThisProcess(context)
      return context
    },
    close: () => browser.close(),
  }
}

/**
 * Chromium drops every connection when the machine's network interfaces change, which each container that starts
 * does. Requests and sockets therefore leave from this process; `*.localhost` is this machine, as in a browser.
 */
async function throughThisProcess(context: BrowserContext): Promise<void> {
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.hostname !== 'localhost' && !url.hostname.endsWith('.localhost')) return route.abort()
    // A stream has no end to wait for; the page reconnects by itself.
    if (route.request().resourceType() === 'eventsource') return route.continue()
    const { host } = url
    url.hostname = '127.0.0.1'
    try {
      // Host names are different origins: a browser shares no connection between them.
      const headers = { ...(await route.request().allHeaders()), host, connection: 'close' }
      await route.fulfill({ response: await route.fetch({ url: url.href, headers, maxRedirects: 0 }) })
    } catch {
      // The page was closed, or nobody listens: the page sees a failed request either way.
      await route.abort('connectionfailed').catch(() => {})
    }
  })
  await context.routeWebSocket(/.*/, (socket) => {
    socket.connectToServer()
  })
}
