import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { lastOffer, take } from '../../ui/toasts.ts'
import { places } from './shortcuts.ts'

/** How long `g` waits for the letter that says where. */
const patienceMs = 1_500

/**
 * Ctrl-K (⌘K) anywhere; the others only where nobody is typing: `g` and a letter goes somewhere, `n` adds, `?` lists
 * them all, Ctrl-Z (⌘Z) takes back what a toast offers.
 */
export function useShortcuts(open: { palette: () => void; list: () => void }): void {
  const router = useRouter()
  const go: Readonly<Record<string, string>> = places
  let going = 0

  const onKey = (event: KeyboardEvent) => {
    const held = event.ctrlKey || event.metaKey
    if (held && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      open.palette()
      return
    }
    const target = event.target instanceof HTMLElement ? event.target : null
    const typing = target?.closest(
      'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="application"]',
    )
    if (typing || event.altKey) return
    if (held) {
      const offer = event.key === 'z' && lastOffer()
      if (offer) {
        event.preventDefault()
        take(offer)
      }
      return
    }
    const place = go[event.key]
    if (event.key === 'g') going = Date.now()
    else if (place && Date.now() - going < patienceMs) void router.push({ name: place })
    else if (event.key === 'n') void router.push({ name: 'new-project' })
    else if (event.key === '?') open.list()
  }
  addEventListener('keydown', onKey)
  onScopeDispose(() => removeEventListener('keydown', onKey))
}
