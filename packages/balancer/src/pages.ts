import { createHash } from 'node:crypto'
import type { PageName } from './config.ts'

export const pageNames: PageName[] = ['unknown', 'starting', 'stopped', 'broken']
/** The last one is for everybody else. */
export const languages = ['es', 'en'] as const
type Language = (typeof languages)[number]

/** `retryAfter` in seconds. */
export const pageStatus: Record<PageName, { status: number; retryAfter?: number }> = {
  unknown: { status: 404 },
  starting: { status: 503, retryAfter: 3 },
  stopped: { status: 503, retryAfter: 60 },
  broken: { status: 503, retryAfter: 10 },
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
  },
}

/** Everything that HAProxy serves by itself, by file name. The texts hold nothing of a request. */
export function pageFiles(): Record<string, string> {
  const files: Record<string, string> = {}
  for (const page of pageNames) {
    for (const language of languages) files[`${page}.${language}.html`] = html(page, language)
  }
  for (const [status, reason] of Object.entries({
    502: 'Bad Gateway',
    503: 'Service Unavailable',
    504: 'Gateway Timeout',
  })) {
    files[`${status}.http`] = rawResponse(`${status} ${reason}`, html('broken', 'en'))
  }
  return files
}

/** Changes with the pages: HAProxy reads them only when it starts or reloads. */
export function pagesDigest(): string {
  return createHash('sha256').update(JSON.stringify(pageFiles())).digest('hex')
}

function rawResponse(statusLine: string, body: string): string {
  return [
    `HTTP/1.1 ${statusLine}`,
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Retry-After: 10',
    '',
    body,
  ].join('\r\n')
}

function html(page: PageName, language: Language): string {
  const { title, text } = words[language][page]
  const { status, retryAfter } = pageStatus[page]
  const again =
    retryAfter && page !== 'stopped' ? `<meta http-equiv="refresh" content="${retryAfter}">\n` : ''
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
${again}<title>${title}</title>
<style>
body { display: grid; place-content: center; min-height: 100svh; margin: 0; padding: 1.5rem; box-sizing: border-box;
  font: 1rem/1.6 system-ui, sans-serif; color: light-dark(#1c2230, #e6e9f0); background: light-dark(#f7f8fa, #12161f) }
main { max-width: 34rem }
h1 { margin: 0 0 .25em; font-size: 1.6rem; line-height: 1.25 }
p { margin: 0 }
small { display: block; margin-top: 1.5rem; color: light-dark(#5b6475, #9aa3b5) }
</style>
<main>
<h1>${title}</h1>
<p>${text}</p>
<small>${status}</small>
</main>
</html>
`
}
