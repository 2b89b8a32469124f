import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** `--mode recorded` builds the dashboard on recorded data: it needs no server. */
export default defineConfig(() => ({
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'true',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  // A strict Content-Security-Policy allows no data: or inline script, so nothing is inlined.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files at the first load; what belongs to one page comes with it.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify)\// },
            {
              name: 'shared',
              test: /src\/(ui\/[A-Z]|ui\/[a-z-]+\.ts|nouns|stores|api|live\/use|i18n\/en|i18n\/index)/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: process.env.KEELSON_URL ?? 'http://localhost:8000', ws: true },
    },
  },
}))
