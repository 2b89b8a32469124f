import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { readEnvironment } from '../service/environment.ts'

/** In development Vite is the whole frontend: it answers what server/app.ts does. */
const answers: Plugin = {
  name: 'answers',
  configureServer({ middlewares }) {
    const answer = (path: string, body: object) =>
      middlewares.use(path, (_request, response) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
      })
    answer('/settings.json', { ...readEnvironment(process.env).endpoints, replica: hostname() })
    answer('/health', { ok: true })
  },
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue(), answers],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    // Words without code made at run time: the page's policy allows none.
    __INTLIFY_JIT_COMPILATION__: 'true',
  },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  cacheDir: '/tmp/vite',
  server: { port: 8080, allowedHosts: true },
})
