import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { currentLanguage, isLanguage, type Language, setLanguage } from '../i18n/index.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What the reader chose about the page; kept in this browser. */
export const usePreferences = defineStore('preferences', () => {
  const stored = read('theme')
  const theme = ref<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')
  const language = ref<Language>(currentLanguage())

  watch(theme, (now) => {
    if (now === 'system') {
      delete document.documentElement.dataset.theme
      write('theme', null)
    } else {
      document.documentElement.dataset.theme = now
      write('theme', now)
    }
  })
  watch(language, (now) => {
    write('language', now)
    void setLanguage(now)
  })
  return { theme, language }
})

/** The language kept here, else the browser's first one that we have. */
export function preferredLanguage(): Language {
  const kept = read('language')
  if (kept && isLanguage(kept)) return kept
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(`keelson.${key}`)
  } catch {
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`keelson.${key}`)
    else localStorage.setItem(`keelson.${key}`, value)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
