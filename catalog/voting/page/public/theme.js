// The button that turns day into night. Without a choice the page follows the system.
document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const now = root.dataset.theme === 'auto' ? system : root.dataset.theme
  root.dataset.theme = now === 'dark' ? 'light' : 'dark'
  // biome-ignore lint/suspicious/noDocumentCookie: the server draws the next page the same way; the Cookie Store API needs HTTPS
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
})
