import type { Option } from '../ballot/options.ts'
import { html } from '../page/html.ts'
import { away, layout, type Taste } from '../page/layout.ts'
import { words } from '../page/words.ts'

/** The ballot, with the voter's last choice marked. */
export function votePage(
  options: Option[],
  choice: string | undefined,
  replica: string,
  taste: Taste,
): string {
  const say = words[taste.language]
  const cards = options.map(({ id, name }) => {
    const chosen = id === choice ? 'true' : 'false'
    return html`<button class="option ${id}" name="vote" value="${id}" aria-pressed="${chosen}">
      <b>${name}</b><small class="mine">${say.yours}</small></button>`
  })
  const main = html`<h1>${say.question}</h1>
    <form class="ballot" method="post" action="/" data-lost="${say.lost}" data-thanks="${say.thanks}">${cards}</form>
    <p id="outcome" role="status"></p>
    <p class="hint">${say.hint}</p>`
  const title = options.map(({ name }) => name).join(' · ')
  return layout({ title, taste, replica, main, script: '/public/vote.js' })
}

/** Shown while Redis is away. */
export function pausedPage(replica: string, taste: Taste): string {
  const say = words[taste.language]
  return layout({
    title: say.vote,
    taste,
    replica,
    main: away(say.queueAway, say.queueAwayWhy, say.queueAwayNext),
    retryAfter: 3,
  })
}
