import type { Terminal } from '@xterm/xterm'

/**
 * Which keys are the browser's and not the shell's: Tab after Escape leaves the terminal, so that nobody is caught in
 * it; copy and paste are what they are elsewhere.
 */
export function keepBrowserKeys(terminal: Terminal): void {
  let escaped = false
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || event.key === 'Shift') return true
    const leaves = event.key === 'Tab' && escaped
    escaped = event.key === 'Escape'
    if (leaves) return false
    if (!event.ctrlKey || event.altKey || event.metaKey) return true
    const key = event.key.toLowerCase()
    if (key === 'v') return false
    if (key !== 'c') return true
    if (event.shiftKey) {
      // Otherwise the browser would open its own tools.
      event.preventDefault()
      document.execCommand('copy')
      return false
    }
    // Without a selection it is the shell's: it interrupts.
    return !terminal.hasSelection()
  })
}
