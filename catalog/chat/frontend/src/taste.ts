import { ref, watchEffect } from 'vue'
import { i18n, type PageLanguage } from './words/i18n.ts'

type Look = 'light' | 'dark' | 'auto'

/** Language and look of the page, remembered. */
export const language = i18n.global.locale
const kept = localStorage.getItem('look')
const look = ref<Look>(kept === 'light' || kept === 'dark' ? kept : 'auto')

watchEffect(() => {
  document.documentElement.lang = language.value
  document.documentElement.dataset.theme = look.value
})

export function speak(tag: PageLanguage): void {
  language.value = tag
  localStorage.setItem('language', tag)
}

/** From light to dark and back; without a choice the page follows the system. */
export function turn(): void {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const now = look.value === 'auto' ? system : look.value
  look.value = now === 'dark' ? 'light' : 'dark'
  localStorage.setItem('look', look.value)
}
