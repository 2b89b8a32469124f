/** A piece of page that is safe to put into another one. */
export type Html = { readonly html: string }

type Value = string | number | Html | readonly Html[]

/** A page from a template: what is filled in is text unless it came from this function. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { html: strings.map((text, index) => text + show(values[index] ?? '')).join('') }
}

function show(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value))
  return 'html' in value ? value.html : value.map(show).join('')
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
