import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import './style.css'
import { i18n } from './words/i18n.ts'

createApp(App).use(createPinia()).use(router).use(i18n).mount('#app')
