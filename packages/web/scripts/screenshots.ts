/**
 * Pictures of the dashboard on recorded data, the same whenever they are taken.
 * `node packages/web/scripts/screenshots.ts` writes what the guides show into docs/guides/pictures.
 * `node packages/web/scripts/screenshots.ts FOLDER [NAME]` writes every view in every look, for looking at.
 * NAME is a regular expression for `view-look`; `guides NAME` writes only those of the guides.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { openSite } from '../test/site.ts'
import { holdStill, photograph } from './still.ts'
import { inGuides, onPhone, opened, views } from './views.ts'

const [folder = 'guides', only = ''] = process.argv.slice(2)
const guides = fileURLToPath(new URL('../../../docs/guides/pictures', import.meta.url))

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const looks: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', ...phone },
  spanish: { colorScheme: 'dark', locale: 'es-ES', ...phone },
}

type Shot = { view: string; look: string; file: string }

function* shots(): Generator<Shot> {
  if (folder === 'guides') {
    const file = (view: string, look: string) => join(guides, `${view}-${look}.webp`)
    for (const view of inGuides) {
      for (const look of ['light', 'dark']) yield { view, look, file: file(view, look) }
      if (onPhone.includes(view)) yield { view, look: 'phone', file: file(view, 'phone') }
    }
  } else
    for (const look of Object.keys(looks))
      for (const view of Object.keys(views)) yield { view, look, file: join(folder, look, `${view}.webp`) }
}

async function take({ view, look, file }: Shot): Promise<void> {
  const { page, complaints } = await site.page(
    views[view] ?? '',
    { ...looks[look], timezoneId: 'UTC', reducedMotion: 'reduce' },
    holdStill,
  )
  try {
    await page.waitForFunction(() => document.querySelector('h1, h2') !== null)
    await page.evaluate(() => document.fonts.ready)
    await opened[view]?.(page)
    // What is opened lies over the view, and is looked at where it is.
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, await photograph(page, opened[view] ? 'screen' : 'page'))
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1))
      complaints.push('wider than the screen')
  } catch (error) {
    complaints.push(String(error))
  } finally {
    await page.context().close()
  }
  for (const complaint of complaints) console.error(`${view}, ${look}: ${complaint}`)
  if (complaints.length > 0) process.exitCode = 1
}

const site = await openSite()
try {
  const waiting = [...shots()].filter(({ view, look }) => `${view}-${look}`.match(only)).values()
  const photographer = async () => {
    for (const shot of waiting) await take(shot)
  }
  await Promise.all([photographer(), photographer(), photographer()])
} finally {
  await site.close()
}
