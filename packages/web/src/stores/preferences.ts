import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { currentLanguage, isLanguage, type Language, setLanguage } from '../i18n/index.ts'
import { keep, kept } from './browser-storage.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What the reader chose about the page; kept in this browser. */
export const usePreferences = defineStore('preferences', () => {
  const stored = kept('theme')
  const theme = ref<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')
  const language = ref<Language>(currentLanguage())
  /** Terminals are read aloud by a screen reader. */
  const spokenTerminal = ref(kept('spoken-terminal') === 'yes')

  watch(theme, (now) => {
    if (now === 'system') {
      delete document.documentElement.dataset.theme
      keep('theme', null)
    } else {
      document.documentElement.dataset.theme = now
      keep('theme', now)
    }
  })
  watch(language, (now) => {
    keep('language', now)
    void setLanguage(now)
  })
  watch(spokenTerminal, (now) => keep('spoken-terminal', now ? 'yes' : null))
  return { theme, language, spokenTerminal }
})

/** The language kept here, else the browser's first one that we have. */
export function preferredLanguage(): Language {
  const chosen = kept('language')
  if (chosen && isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}
