// Before the first paint: the theme and language that the reader chose, so that nothing flashes.
try {
  const root = document.documentElement
  const theme = localStorage.getItem('keelson.theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  const language = localStorage.getItem('keelson.language')
  if (language) root.lang = language
} catch {
  // Storage is switched off: the system's own choice is fine.
}
