/*
 * The Content-Security-Policy forbids <style> elements and style attributes, and allows sheets and properties that a
 * program sets. xterm.js writes the former; while one is on the page, the elements that it gets make the latter of it.
 */

let users = 0

/** Lets xterm.js write styles until the returned function is called. */
export function allowTerminalStyles(): () => void {
  users += 1
  if (users === 1) Object.defineProperty(document, 'createElement', { value: create, configurable: true })
  return () => {
    users -= 1
    // The document's own is its prototype's.
    if (users === 0) Reflect.deleteProperty(document, 'createElement')
  }
}

function create(name: string, options?: ElementCreationOptions): HTMLElement {
  const element = Document.prototype.createElement.call(document, name === 'style' ? 'span' : name, options)
  if (name === 'style') return asSheet(element)
  if (name === 'span') element.setAttribute = setAttribute
  return element
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value
  else Element.prototype.setAttribute.call(this, name, value)
}

/** Takes text and goes away as a <style> would. */
function asSheet(element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets.push(sheet)
  element.hidden = true
  Object.defineProperties(element, {
    textContent: { set: (css: string) => sheet.replaceSync(css) },
    remove: {
      value: () => {
        Element.prototype.remove.call(element)
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
      },
    },
  })
  return element
}
