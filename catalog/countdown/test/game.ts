import type { Page } from 'playwright-core'
import { en, type Words } from '../frontend/src/words/en.ts'
import { es } from '../frontend/src/words/es.ts'
import type { RoundKind } from '../game/match/match.ts'

/** A player's page, and the words that are on it. */
export type Seat = { page: Page; say: Words }
export const words = { en, es }

/**
 * Plays all rounds in the pages, by turns. Letters: everybody lays the first of the longest words. Numbers: everybody
 * adds two tiles. Conundrum: the last one at the table knows it, after the others were wrong.
 * @param longest the longest words of these letters
 * @returns points that the last one has made with letters and conundrums
 */
export async function playGame(
  seats: [Seat, ...Seat[]],
  plan: readonly RoundKind[],
  longest: (letters: string) => Promise<string[]>,
): Promise<number> {
  let points = 0
  for (const [round, kind] of plan.entries()) {
    const { page, say } = seats[round % seats.length] as Seat
    await page.getByRole('button', { name: say.game.begin }).click()
    let best = ''
    for (const [n, seat] of seats.entries()) {
      if (kind === 'numbers') await addTwo(seat)
      else {
        await seat.page.getByLabel(seat.say.game.word).waitFor()
        best ||= (await longest(await lettersOn(seat.page)))[0] ?? ''
        const knows = kind === 'letters' || n === seats.length - 1
        await seat.page.getByLabel(seat.say.game.word).fill(knows ? best : 'zzz')
      }
      await seat.page.getByRole('button', { name: seat.say.game.send }).click()
    }
    for (const seat of seats) await seat.page.getByText(seat.say.game.best).waitFor()
    if (kind === 'letters') points += best.length === 9 ? 18 : best.length
    if (kind === 'conundrum') points += 10
  }
  return points
}

async function lettersOn(page: Page): Promise<string> {
  return (await page.locator('.top .tile').allTextContents()).join('').toLowerCase()
}

async function addTwo({ page }: Seat): Promise<void> {
  await page.locator('button.tile').first().click()
  await page.getByRole('button', { name: '+' }).click()
  await page.locator('button.tile').nth(1).click()
  await page.locator('.reached').waitFor()
}
