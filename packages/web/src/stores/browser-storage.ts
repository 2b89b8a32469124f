/** What is kept in this browser; null when it is not there, or storage is switched off. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`keelson.${key}`)
  } catch {
    return null
  }
}

/** Null forgets it. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`keelson.${key}`)
    else localStorage.setItem(`keelson.${key}`, value)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
