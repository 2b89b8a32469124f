import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import './style/page.css'
import './style/controls.css'
import './style/table.css'
import './style/outcome.css'
import { i18n } from './words/i18n.ts'

createApp(App).use(createPinia()).use(router).use(i18n).mount('#app')
