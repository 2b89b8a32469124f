import { type Html, html } from './html.ts'
import { type Language, languages, words } from './words.ts'

/** How this visitor likes the page. */
export type Taste = { language: Language; theme: string }

/** The greeting; `visits` is null while Redis is away. */
export function page(visits: number | null, replica: string, taste: Taste): string {
  const say = words[taste.language]
  const hero =
    visits === null
      ? html`<h1 class="away">${say.away}</h1><p>${say.awayWhy}</p><p>${say.awayNext}</p>`
      : html`<h1><span>${say.hello}</span> ${say.youAre} <b>${visits.toLocaleString(taste.language)}</b>.</h1>
          <p class="total"><output id="visits">${visits.toLocaleString(taste.language)}</output> ${say.soFar}</p>`

  return html`<!doctype html>
<html lang="${taste.language}" data-theme="${taste.theme}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${say.title}</title>
  <link rel="icon" href="/public/icon.svg">
  <link rel="stylesheet" href="/public/style.css">
  <script src="/public/page.js" type="module"></script>
</head>
<body data-visits="${visits ?? ''}" data-replica="${replica}">
  <header>
    <span class="brand"><img src="/public/icon.svg" alt="" width="28" height="28">${say.title}</span>
    <nav aria-label="${say.language}">${languages.map((language) => languageLink(language, taste))}</nav>
    <button id="theme" type="button" aria-label="${say.look}" title="${say.look}"></button>
  </header>
  <main>
    <section class="hero">
      ${hero}
      <p id="state" class="state" role="status" data-there="${say.redisThere}" data-away="${say.redisAway}"
        data-lost="${say.connectionLost}"></p>
    </section>
    <ol class="path">
      <li><b>${say.you}</b></li>
      <li id="web"><b>${say.web}</b><small>${say.webRole}</small>
        <small>${say.answeredBy} <code>${replica}</code></small></li>
      <li id="redis"><b>redis</b><small>${say.redisRole}</small></li>
    </ol>
    <section class="feed" aria-labelledby="feed-title">
      <h2 id="feed-title">${say.feed}</h2>
      <p id="empty">${say.feedEmpty}</p>
      <ol id="feed" data-visit="${say.visit}" aria-live="polite"></ol>
    </section>
  </main>
</body>
</html>`.html
}

function languageLink(language: Language, taste: Taste): Html {
  const current = language === taste.language ? 'true' : 'false'
  return html`<a href="/taste?lang=${language}" hreflang="${language}" aria-current="${current}">${language}</a>`
}
