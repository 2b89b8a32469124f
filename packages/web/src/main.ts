import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import { z } from 'zod'
import App from './App.vue'
import type { Connection } from './connection.ts'
import { connectionKey } from './connection.ts'
import { i18n, setLanguage } from './i18n/index.ts'
import { createKeelsonRouter } from './router.ts'
import { preferredLanguage } from './stores/preferences.ts'
import { useSession } from './stores/session.ts'
import './ui/base.css'

// The Content-Security-Policy forbids the code that zod would otherwise try to make.
z.config({ jitless: true })

/** The server that delivered the page, or, in recorded builds, a world that lives in the page. */
async function connect(onRefused: (status: number) => void): Promise<Connection> {
  const { createClient } = await import('./api/client.ts')
  if (import.meta.env.MODE === 'recorded') {
    const { recordedConnection } = await import('./recorded/connection.ts')
    return recordedConnection(onRefused)
  }
  const [{ http }, { socketLive }] = await Promise.all([import('./api/http.ts'), import('./live/socket.ts')])
  return { call: createClient(http, onRefused), live: socketLive() }
}

const app = createApp(App)
let onRefused = (_status: number) => {}
const [connection] = await Promise.all([
  connect((status) => onRefused(status)),
  setLanguage(preferredLanguage()),
])

app.provide(connectionKey, connection).use(createPinia()).use(i18n)
const router = createKeelsonRouter()
const session = app.runWithContext(() => useSession())

onRefused = (status) => {
  // A session that ended while the page was open; the first question of all answers for itself.
  if (status === 401 && session.user) session.forget()
}
watch(
  () => session.user,
  (user, before) => {
    if (!user && before)
      void router.push({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } })
  },
)
app.use(router)
await router.isReady()
app.mount('#app')
