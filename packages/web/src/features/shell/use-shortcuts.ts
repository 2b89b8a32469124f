import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'

/** Ctrl-K (⌘K) anywhere; single letters only where nobody is typing: g then p, c, b or s goes somewhere, n adds. */
export function useShortcuts(openPalette: () => void): void {
  const router = useRouter()
  const places: Record<string, string> = { p: 'projects', c: 'catalog', b: 'balancer', s: 'settings' }
  let going = 0

  const onKey = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      openPalette()
      return
    }
    const target = event.target instanceof HTMLElement ? event.target : null
    const typing = target?.closest(
      'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]',
    )
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return
    const place = places[event.key]
    if (event.key === 'g') going = Date.now()
    else if (place && Date.now() - going < 1_500) void router.push({ name: place })
    else if (event.key === 'n') void router.push({ name: 'new-project' })
  }
  addEventListener('keydown', onKey)
  onScopeDispose(() => removeEventListener('keydown', onKey))
}
