import { createI18n } from 'vue-i18n'
import { en } from './en.ts'

export const languages = ['en', 'es'] as const
export type Language = (typeof languages)[number]
export type Messages = typeof en

/** Others than English are fetched when they are wanted. */
const loaders: Record<Exclude<Language, 'en'>, () => Promise<Messages>> = {
  es: async () => (await import('./es.ts')).es,
}

const loaded = new Set<Language>(['en'])

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
  missingWarn: false,
  fallbackWarn: false,
})

export function isLanguage(tag: string): tag is Language {
  return languages.some((language) => language === tag)
}

export function currentLanguage(): Language {
  const now = i18n.global.locale.value
  return isLanguage(now) ? now : 'en'
}

/** Fetches a language's words and switches the whole page to it. */
export async function setLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !loaded.has(language)) {
    // vue-i18n knows only the languages of its creation by type.
    i18n.global.setLocaleMessage(language as 'en', await loaders[language]())
    loaded.add(language)
  }
  i18n.global.locale.value = language as 'en'
  document.documentElement.lang = language
}
