import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { go, views } from './axe.ts'
import type { Site } from './site.ts'

/** More presses than any page has stops; who is not round by then is in a trap. */
const patience = 400

/** Goes through every page with Tab alone: everything that can be used is reached, seen to be, and left again. */
export async function walkByKeyboard(site: Site): Promise<void> {
  const { page } = await site.page('/')
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
    let last: Element | null = null
    let round = false
    /** After a press of Tab, whatever is given the focus shows it as if it had come by keyboard. */
    const showsFocus = (element: HTMLElement) => {
      element.focus({ preventScroll: true })
      const focused = look(element)
      element.blur()
      return look(element) !== focused
    }
    const visit = ({ target }: FocusEvent) => {
      if (!(target instanceof Element) || target === last) return
      round ||= reached.has(target)
      reached.add(target)
      last = target
    }
    addEventListener('focusin', visit)
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    before[0]?.focus()
    return {
      /** Whether the focus came back to where it was before. */
      isRound: () => round,
      faults: () => {
        removeEventListener('focusin', visit)
        return [
          ...[...reached]
            .filter(
              (element) => element instanceof HTMLElement && element.isConnected && !showsFocus(element),
            )
            .map((element) => `the focus cannot be seen on ${named(element)}`),
          ...before
            // Of a group of radio buttons Tab goes to one; the arrows go to the others.
            .filter(
              (element) =>
                element.isConnected && shown(element) && !reached.has(element) && !isRadio(element),
            )
            .map((element) => `Tab does not reach ${named(element)}`),
          ...[...document.querySelectorAll('#app *')]
            .filter((element) => shown(element) && getComputedStyle(element).cursor === 'pointer')
            .filter((element) => !element.closest(`${usable}, label, [role=option]`))
            .map((element) => `only a mouse can press ${named(element)}`),
        ]
      },
    }
  })
  let presses = 0
  for (; presses < patience && !(await walk.evaluate((one) => one.isRound())); presses += 8)
    for (let more = 0; more < 8; more += 1) await page.keyboard.press('Tab')
  const faults = await walk.evaluate((one) => one.faults())
  await walk.dispose()
  return presses < patience ? faults : [...faults, 'Tab never comes round']
}
