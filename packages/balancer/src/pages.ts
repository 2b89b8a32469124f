import { createHash } from 'node:crypto'
import type { PageName } from './config.ts'

/** Answers for hosts. */
export const hostPages = ['starting', 'stopped', 'broken'] as const
/** Answered by a rule, in the visitor's language. */
const answeredPages = [...hostPages, 'unknown', 'maintenance', 'forbidden', 'limited'] as const
export type AnsweredPage = (typeof answeredPages)[number]
/** Kept as whole answers, for what HAProxy says by itself: in every language one below the other. */
export const rawPages: { status: number; reason: string; page: PageName }[] = [
  { status: 401, reason: 'Unauthorized', page: 'password' },
  { status: 502, reason: 'Bad Gateway', page: 'broken' },
  { status: 503, reason: 'Service Unavailable', page: 'broken' },
  { status: 504, reason: 'Gateway Timeout', page: 'broken' },
]
/** The last one is for everybody else. */
export const languages = ['es', 'en'] as const
type Language = (typeof languages)[number]

/** `retryAfter` in seconds. */
export const pageStatus: Record<PageName, { status: number; retryAfter?: number }> = {
  unknown: { status: 404 },
  starting: { status: 503, retryAfter: 3 },
  stopped: { status: 503, retryAfter: 60 },
  broken: { status: 503, retryAfter: 10 },
  maintenance: { status: 503, retryAfter: 120 },
  forbidden: { status: 403 },
  limited: { status: 429 },
  password: { status: 401 },
}

const words: Record<Language, Record<PageName, { title: string; text: string }>> = {
  en: {
    unknown: {
      title: 'There is nothing here',
      text: 'No application answers under this address. Check how it is written.',
    },
    starting: {
      title: 'Starting',
      text: 'This application is starting. The page looks again in three seconds.',
    },
    stopped: {
      title: 'Turned off',
      text: 'This application has been turned off. Whoever runs it can turn it on again.',
    },
    broken: {
      title: 'Not answering',
      text: 'This application is on, but nothing in it answers at the moment. The page looks again in ten seconds.',
    },
    maintenance: {
      title: 'Back soon',
      text: 'This application is closed for maintenance. The page looks again in two minutes.',
    },
    forbidden: {
      title: 'Not from here',
      text: 'This application is open to certain networks only, and yours is not one of them.',
    },
    limited: {
      title: 'Too many requests',
      text: 'More requests came from your network than this application takes. Wait a moment, then try again.',
    },
    password: {
      title: 'Name and password, please',
      text: 'This application is open to those who have a name and a password for it. Load the page again to enter them.',
    },
  },
  es: {
    unknown: {
      title: 'Aquí no hay nada',
      text: 'Ninguna aplicación responde en esta dirección. Compruebe que está bien escrita.',
    },
    starting: {
      title: 'Arrancando',
      text: 'Esta aplicación está arrancando. La página volverá a intentarlo en tres segundos.',
    },
    stopped: {
      title: 'Apagada',
      text: 'Esta aplicación está apagada. Quien la administra puede volver a encenderla.',
    },
    broken: {
      title: 'No responde',
      text: 'Esta aplicación está encendida, pero ahora mismo nada en ella responde. La página volverá a intentarlo en diez segundos.',
    },
    maintenance: {
      title: 'Volvemos enseguida',
      text: 'Esta aplicación está cerrada por mantenimiento. La página volverá a intentarlo en dos minutos.',
    },
    forbidden: {
      title: 'Desde aquí no',
      text: 'Esta aplicación solo está abierta a ciertas redes, y la suya no es una de ellas.',
    },
    limited: {
      title: 'Demasiadas peticiones',
      text: 'Desde su red han llegado más peticiones de las que esta aplicación admite. Espere un momento y vuelva a intentarlo.',
    },
    password: {
      title: 'Nombre y contraseña, por favor',
      text: 'Esta aplicación está abierta a quienes tienen un nombre y una contraseña para ella. Vuelva a cargar la página para escribirlos.',
    },
  },
}

/** Everything that HAProxy serves by itself, by file name. The texts hold nothing of a request. */
export function pageFiles(): Record<string, string> {
  const files: Record<string, string> = {}
  for (const page of answeredPages) {
    for (const language of languages) files[`${page}.${language}.html`] = html(page, [language])
  }
  for (const { status, reason, page } of rawPages) {
    files[`${status}.http`] = rawResponse(`${status} ${reason}`, page, html(page, ['en', 'es'], status))
  }
  return files
}

/** Changes with the pages: HAProxy reads them only when it starts or reloads. */
export function pagesDigest(): string {
  return createHash('sha256').update(JSON.stringify(pageFiles())).digest('hex')
}

function rawResponse(statusLine: string, page: PageName, body: string): string {
  const { retryAfter } = pageStatus[page]
  return [
    `HTTP/1.1 ${statusLine}`,
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'`,
    ...(retryAfter ? [`Retry-After: ${retryAfter}`] : []),
    '',
    body,
  ].join('\r\n')
}

function html(
  page: PageName,
  spoken: readonly [Language, ...Language[]],
  status = pageStatus[page].status,
): string {
  const { retryAfter } = pageStatus[page]
  const again =
    retryAfter && page !== 'stopped' ? `<meta http-equiv="refresh" content="${retryAfter}">\n` : ''
  const texts = spoken.map((language, index) => {
    const { title, text } = words[language][page]
    const heading = index === 0 ? 'h1' : 'h2'
    return `<section lang="${language}">\n<${heading}>${title}</${heading}>\n<p>${text}</p>\n</section>`
  })
  return `<!doctype html>
<html lang="${spoken[0]}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
${again}<title>${words[spoken[0]][page].title}</title>
<style>
body { display: grid; place-content: center; min-height: 100svh; margin: 0; padding: 1.5rem; box-sizing: border-box;
  font: 1rem/1.6 system-ui, sans-serif; color: light-dark(#1c2230, #e6e9f0); background: light-dark(#f7f8fa, #12161f) }
main { max-width: 34rem }
h1, h2 { margin: 0 0 .25em; font-size: 1.6rem; line-height: 1.25 }
h2 { margin-top: 1.5rem; font-size: 1.1rem }
p { margin: 0 }
small { display: block; margin-top: 1.5rem; color: light-dark(#5b6475, #9aa3b5) }
</style>
<main>
${texts.join('\n')}
<small>${status}</small>
</main>
</html>
`
}
