import { openBrowser } from '@keelson/catalog-testing'
import type { BrowserContext, BrowserContextOptions } from 'playwright-core'

/** One Chromium for a test file; each context is a person of their own. */
export async function startBrowser() {
  const browser = await openBrowser()
  return {
    async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 860 },
        // Nothing that a test asks for is a movement, and drawing them without a graphics card takes a processor.
        reducedMotion: 'reduce',
        ...options,
      })
      context.setDefaultTimeout(30_000)
      return context
    },
    close: () => browser.close(),
  }
}
