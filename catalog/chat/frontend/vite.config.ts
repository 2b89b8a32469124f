import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const app = process.env.APP_URL ?? 'http://localhost:8080'

export default defineConfig({
  plugins: [vue()],
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
  server: {
    port: 8080,
    allowedHosts: true,
    // The host name stays: the app compares it with where a page came from.
    proxy: Object.fromEntries(
      ['/api', '/photos', '/socket.io', '/ready', '/health'].map((path) => [path, { target: app, ws: true }]),
    ),
  },
})
