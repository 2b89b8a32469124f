import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
  },
  // A strict Content-Security-Policy allows nothing inline.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  cacheDir: '/tmp/vite',
  server: {
    port: 8080,
    allowedHosts: true,
    proxy: { '/api': process.env.API_URL ?? 'http://localhost:5050' },
  },
})
