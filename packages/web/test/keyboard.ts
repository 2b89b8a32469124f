import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { go, views } from './axe.ts'
import type { Site } from './site.ts'

/** More presses than any page has stops; who is not round by then is in a trap. */
const patience = 400

/** Goes through every page with Tab alone: everything that can be used is reached, seen to be, and left again. */
export async function walkByKeyboard(site: Site): Promise<void> {
  const { page } = await site.page('/', { reducedMotion: 'reduce' })
  const faults: string[] = []
  for (const path of views) {
    await go(page, site, path)
    await page.waitForFunction(() => document.querySelector('h1, h2') && !document.querySelector('.skeleton'))
    faults.push(...(await faultsOn(page)).map((fault) => `${path}: ${fault}`))
  }
  await page.context().close()
  assert.deepEqual(faults, [])
}

async function faultsOn(page: Page): Promise<string[]> {
  const walk = await page.evaluateHandle(() => {
    const named = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160)
    const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    const usable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]'
    const stops = () =>
      [...document.querySelectorAll<HTMLElement>(usable)].filter(
        (element) =>
          shown(element) &&
          element.tabIndex >= 0 &&
          !element.matches(':disabled') &&
          !element.closest('[inert]'),
      )
    const isRadio = (element: Element) => element instanceof HTMLInputElement && element.type === 'radio'
    /** How it looks, and what is around it: one of these changes when the focus comes and goes. */
    const look = (element: Element) => {
      const said: string[] = []
      for (let one: Element | null = element; one && said.length < 5; one = one.parentElement) {
        const { outline, boxShadow, borderColor, backgroundColor, transform } = getComputedStyle(one)
        said.push([outline, boxShadow, borderColor, backgroundColor, transform].join())
      }
      return said.join()
    }
    const before = stops()
    const reached = new Set<Element>()
    const faults: string[] = []
    let last: Element | null = null
    let lastLook = ''
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    before[0]?.focus()
    return {
      /** What has the focus now; false when the walk is round. */
      step(): boolean {
        const now = document.activeElement
        if (last && last !== now && last.isConnected && look(last) === lastLook)
          faults.push(`the focus cannot be seen on ${named(last)}`)
        if (!now || now === document.body || (reached.has(now) && now !== last)) return false
        reached.add(now)
        last = now
        lastLook = look(now)
        return true
      },
      faults: () => [
        ...faults,
        ...before
          // Of a group of radio buttons Tab goes to one; the arrows go to the others.
          .filter(
            (element) => element.isConnected && shown(element) && !reached.has(element) && !isRadio(element),
          )
          .map((element) => `Tab does not reach ${named(element)}`),
        ...[...document.querySelectorAll('#app *')]
          .filter((element) => shown(element) && getComputedStyle(element).cursor === 'pointer')
          .filter((element) => !element.closest(`${usable}, label, [role=option]`))
          .map((element) => `only a mouse can press ${named(element)}`),
      ],
    }
  })
  let presses = 0
  for (; presses < patience && (await walk.evaluate((one) => one.step())); presses += 1)
    await page.keyboard.press('Tab')
  const faults = await walk.evaluate((one) => one.faults())
  await walk.dispose()
  return presses < patience ? faults : [...faults, 'Tab never comes round']
}
