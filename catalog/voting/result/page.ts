import { html } from '../page/html.ts'
import { away, layout, type Taste } from '../page/layout.ts'
import { howMany, words } from '../page/words.ts'
import type { Board } from './board.ts'

/** The bars as they are now; the script of the page moves them. */
export function resultPage(board: Board, taste: Taste): string {
  const { language } = taste
  const say = words[language]
  const bars = board.options.map(
    ({ id, name, votes, share }) => html`<li class="bar ${id}" data-id="${id}">
      <b>${name}</b>
      <span class="share">${(share / 100).toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 })}</span>
      <svg width="100%" height="18" aria-hidden="true"><rect class="ground" width="100%" height="18" rx="9"/><rect
        class="fill" width="${share}%" height="18" rx="9"/></svg>
      <small>${howMany(votes, language)}</small></li>`,
  )
  const main = html`<h1 id="total" data-none="${say.none}" data-one="${say.one}" data-many="${say.many}">${howMany(board.total, language)}</h1>
    <p id="state" class="state" role="status" data-live="${say.live}" data-away="${say.databaseAway}"
      data-lost="${say.connectionLost}">${say.live}</p>
    <ol id="bars">${bars}</ol>
    <section class="tempo"><h2>${say.tempo}</h2><output id="now">0</output>
      <svg id="tempo" viewBox="0 0 240 40" preserveAspectRatio="none" aria-hidden="true"></svg></section>
    <p class="dead" ${board.dead === 0 ? 'hidden' : ''}><b id="dead">${board.dead}</b> ${say.dead}</p>`
  const title = say.results
  return layout({ title, taste, replica: board.replica, main, script: '/public/result.js' })
}

/** Shown while Postgres is away. */
export function awayPage(replica: string, taste: Taste): string {
  const say = words[taste.language]
  return layout({
    title: say.results,
    taste,
    replica,
    main: away(say.resultsAway, say.resultsAwayWhy, say.resultsAwayNext),
    retryAfter: 3,
  })
}
