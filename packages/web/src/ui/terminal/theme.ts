import type { ITheme } from '@xterm/xterm'

/** What a terminal's colours are called, in the page's light and dark. */
const colours = {
  background: 'light-dark(#fcfcfb, #0b0d0f)',
  foreground: 'var(--text)',
  cursor: 'var(--accent)',
  cursorAccent: 'light-dark(#ffffff, #0b0d0f)',
  selectionBackground: 'light-dark(#cfe3fb, #1f4065)',
  scrollbarSliderBackground: 'light-dark(#d3d2ce, #3a4149)',
  scrollbarSliderHoverBackground: 'var(--control-line)',
  scrollbarSliderActiveBackground: 'var(--control-line)',
  black: 'light-dark(#16181b, #3a4149)',
  red: 'light-dark(#c02b2b, #ff8078)',
  green: 'light-dark(#16794a, #52c98a)',
  yellow: 'light-dark(#955700, #e9b14d)',
  blue: 'light-dark(#0b61c4, #6cb2ff)',
  magenta: 'light-dark(#7d3fb8, #c79bf2)',
  cyan: 'light-dark(#0d7280, #4fc7d6)',
  white: 'light-dark(#8d9299, #c9ced4)',
  brightBlack: 'light-dark(#686c72, #8d959e)',
  brightRed: 'light-dark(#d33c3c, #ff9d96)',
  brightGreen: 'light-dark(#1c8c57, #79dba6)',
  brightYellow: 'light-dark(#a86400, #f2c777)',
  brightBlue: 'light-dark(#2476d8, #92c7ff)',
  brightMagenta: 'light-dark(#8f51ca, #d8b7f7)',
  brightCyan: 'light-dark(#148594, #7cd9e5)',
  brightWhite: 'light-dark(#54585e, #eceef0)',
} as const satisfies Partial<Record<keyof ITheme, string>>

/** The colours as the page has them at this place now: a terminal knows neither variables nor light-dark(). */
export function themeAt(place: HTMLElement): ITheme {
  const probe = document.createElement('span')
  place.append(probe)
  const theme: ITheme = {}
  for (const [name, colour] of Object.entries(colours)) {
    probe.style.color = colour
    theme[name as keyof typeof colours] = getComputedStyle(probe).color
  }
  probe.remove()
  return theme
}

/** Calls back when the page turns light or dark; gives what ends it. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(changed)
  system.addEventListener('change', changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', changed)
    chosen.disconnect()
  }
}
