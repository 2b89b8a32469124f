import type { BrowserContext, Page } from 'playwright-core'

/** The moment at which every picture is taken. */
const moment = Date.parse('2026-05-20T10:24:00Z')

/** Makes a page that shows the same whenever it is opened: one moment, nothing that goes on by itself, no chance. */
export async function holdStill(context: BrowserContext): Promise<void> {
  await context.addInitScript((now) => {
    const RealDate = Date
    globalThis.Date = class extends RealDate {
      constructor(...given: unknown[]) {
        super(...((given.length > 0 ? given : [now]) as [number]))
      }
      static override now() {
        return now
      }
    } as DateConstructor
    let seed = 1
    Math.random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    // Whatever is asked for again and again, or vanishes after a while.
    const later = globalThis.setTimeout
    Object.assign(globalThis, {
      setInterval: () => 0,
      setTimeout: (act: () => void, ms = 0, ...given: unknown[]) =>
        ms < 1_000 ? later(act, ms, ...given) : 0,
    })
    const calm = new CSSStyleSheet()
    calm.replaceSync(
      '*, *::before, *::after { caret-color: transparent !important; animation: none !important; transition: none !important; }',
    )
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, calm]
  }, moment)
}

const tallest = 1_400

/** A picture of the screen or of the whole page as WebP, taken once the page has come to rest. */
export async function photograph(page: Page, of: 'screen' | 'page'): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  let before = ''
  for (let turn = 0; turn < 20; turn += 1) {
    await page.waitForFunction(
      () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true), 200))),
    )
    const { full, ...screen } = await page.evaluate(() => ({
      x: 0,
      y: scrollY,
      width: innerWidth,
      height: innerHeight,
      full: document.documentElement.scrollHeight,
    }))
    const whole = { ...screen, y: 0, height: Math.min(full, tallest) }
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: 70,
      captureBeyondViewport: of === 'page',
      clip: { ...(of === 'page' ? whole : screen), scale: 1 },
    })
    if (data === before) return Buffer.from(data, 'base64')
    before = data
  }
  throw new Error('The page never came to rest.')
}
