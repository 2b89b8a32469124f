import { createApp } from 'vue'
import { createI18n } from 'vue-i18n'
import App from './App.vue'
import './style.css'
import './result.css'
import { type Language, messages } from './words.ts'

const chosen =
  localStorage.getItem('language') ?? navigator.languages.find((tag) => /^(en|es)\b/i.test(tag)) ?? 'en'
const language: Language = chosen.toLowerCase().startsWith('es') ? 'es' : 'en'
document.documentElement.lang = language
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto'

createApp(App)
  .use(createI18n({ legacy: false, locale: language, fallbackLocale: 'en', messages }))
  .mount('#app')
