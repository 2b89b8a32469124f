import { createApp } from 'vue'
import App from './App.vue'
import './style/base.css'
import './style/layout.css'
import './style/messages.css'
import './taste.ts'
import { i18n } from './words/i18n.ts'

createApp(App).use(i18n).mount('#app')
