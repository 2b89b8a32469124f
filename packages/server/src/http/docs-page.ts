import { type Endpoint, endpoints, refusals } from '@keelson/protocol'

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** The API for people: one page, no script; the whole schemas are in openapi.json. */
export function docsPage(version: string): string {
  const rows = Object.values<Endpoint>(endpoints).map(
    ({ method, path, needs, summary }) =>
      `<tr><td><code>${method}</code></td><td><code>${html(path)}</code></td><td>${needs}</td><td>${html(summary)}</td></tr>`,
  )
  const codes = Object.entries(refusals).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${html(title)}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Keelson API</title>
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<h1>Keelson API ${html(version)}</h1>
<p>Send <code>Authorization: Bearer TOKEN</code>; tokens are made in the dashboard, or by <code>keelson login</code>.
Bodies and answers are JSON. A refusal is <code>application/problem+json</code> with a permanent <code>code</code>.
All schemas: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<h2>Endpoints</h2>
<table><thead><tr><th>Method</th><th>Path</th><th>Needs</th><th></th></tr></thead><tbody>${rows.join('\n')}</tbody></table>
<h2>Refusals</h2>
<table><thead><tr><th>Code</th><th>Status</th><th></th></tr></thead><tbody>${codes.join('\n')}</tbody></table>
</body>
</html>
`
}

export const docsStyle = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th { text-align: left }
td, th { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top }
tr:target { background: color-mix(in srgb, gold 30%, transparent) }
`
