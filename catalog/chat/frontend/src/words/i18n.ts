import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { es } from './es.ts'

export type PageLanguage = 'en' | 'es'

/** The choice of before, or else the browser's: `es-ES` and `es-MX` are Spanish. */
function firstLanguage(): PageLanguage {
  const wanted = [localStorage.getItem('language'), ...navigator.languages].map((tag) =>
    tag?.slice(0, 2).toLowerCase(),
  )
  return wanted.find((tag): tag is PageLanguage => tag === 'en' || tag === 'es') ?? 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'en',
  messages: { en, es },
})
