import { mountPoint } from './maps.ts'
import { type AnsweredPage, languages, pageStatus } from './pages.ts'

/**
 * Answers with a page from a file that holds nothing of the request, in the visitor's language.
 *
 * @param condition ACLs that must hold; always when empty
 * @param retryAfter seconds, where they are not the page's own
 */
export function pageRules(
  page: AnsweredPage,
  condition = '',
  retryAfter = pageStatus[page].retryAfter,
): string[] {
  const headers = [
    ...(retryAfter ? [`hdr Retry-After ${retryAfter}`] : []),
    'hdr Cache-Control no-store',
    'hdr X-Content-Type-Options nosniff',
    `hdr Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'"`,
  ].join(' ')
  return languages.map((language) => {
    const isFallback = language === 'en'
    const spoken = isFallback ? '' : `{ req.hdr(accept-language) -m beg -i ${language} }`
    const all = [condition, spoken].filter(Boolean).join(' ')
    const file = `${mountPoint}/pages/${page}.${language}.html`
    const type = 'content-type "text/html; charset=utf-8"'
    return `  http-request return status ${pageStatus[page].status} ${type} ${headers} file ${file}${all ? ` if ${all}` : ''}`
  })
}
