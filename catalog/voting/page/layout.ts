import { type Html, html } from './html.ts'
import { type Language, languages, words } from './words.ts'

/** How this visitor likes the page. */
export type Taste = { language: Language; theme: string }

type Page = {
  title: string
  taste: Taste
  replica: string
  main: Html
  /** Module script of this page. */
  script?: string
  /** Seconds until the page asks again by itself. */
  retryAfter?: number
}

/** What both pages have around them. */
export function layout({ title, taste, replica, main, script, retryAfter }: Page): string {
  const say = words[taste.language]
  return html`<!doctype html>
<html lang="${taste.language}" data-theme="${taste.theme}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${retryAfter ? html`<meta http-equiv="refresh" content="${retryAfter}">` : ''}
  <title>${title}</title>
  <link rel="icon" href="/public/icon.svg">
  <link rel="stylesheet" href="/public/style.css">
  <script src="/public/theme.js" type="module"></script>
  ${script ? html`<script src="${script}" type="module"></script>` : ''}
</head>
<body>
  <header>
    <span class="brand"><img src="/public/icon.svg" alt="" width="28" height="28">${title}</span>
    <nav aria-label="${say.language}">${languages.map((language) => languageLink(language, taste))}</nav>
    <button id="theme" type="button" aria-label="${say.look}" title="${say.look}"></button>
  </header>
  <main>${main}</main>
  <footer>${say.answeredBy} <code>${replica}</code></footer>
</body>
</html>`.html
}

/** What a page shows in the place of its content while it cannot do its work. */
export function away(title: string, why: string, next: string): Html {
  return html`<section class="away" role="alert"><h1>${title}</h1><p>${why}</p><p>${next}</p></section>`
}

function languageLink(language: Language, taste: Taste): Html {
  const current = language === taste.language ? 'true' : 'false'
  return html`<a href="/taste?lang=${language}" hreflang="${language}" aria-current="${current}">${language}</a>`
}
