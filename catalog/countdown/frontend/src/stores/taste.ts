import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { i18n, type PageLanguage } from '../words/i18n.ts'

type Look = 'light' | 'dark'

/** Language and look of the page, remembered. */
export const useTaste = defineStore('taste', () => {
  const language = i18n.global.locale
  const kept = localStorage.getItem('look')
  const look = ref<Look | 'auto'>(kept === 'light' || kept === 'dark' ? kept : 'auto')
  const name = ref(localStorage.getItem('name') ?? '')

  watch(
    language,
    (tag) => {
      document.documentElement.lang = tag
      document.title = i18n.global.t('name')
    },
    { immediate: true },
  )
  watch(
    look,
    (now) => {
      document.documentElement.dataset.theme = now
    },
    { immediate: true },
  )
  watch(name, (now) => localStorage.setItem('name', now))

  function speak(tag: PageLanguage): void {
    language.value = tag
    localStorage.setItem('language', tag)
  }

  function turn(): void {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
    const now = look.value === 'auto' ? system : look.value
    look.value = now === 'dark' ? 'light' : 'dark'
    localStorage.setItem('look', look.value)
  }

  return { language, look, name, speak, turn }
})
