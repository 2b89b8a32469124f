import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { keep, kept } from './browser-storage.ts'

type Permission = NotificationPermission | 'none'

/** Whether this browser tells about finished deploys: off until somebody wants it, and asked only then. */
export const useNotices = defineStore('notices', () => {
  const permission = ref<Permission>('Notification' in globalThis ? Notification.permission : 'none')
  const wanted = ref(kept('notices') === 'on')
  const on = computed(() => wanted.value && permission.value === 'granted')

  return {
    permission,
    on,
    /** On a click: the browser may ask then, and only then. */
    async turnOn(): Promise<void> {
      if (permission.value === 'none') return
      permission.value = await Notification.requestPermission()
      wanted.value = permission.value === 'granted'
      keep('notices', wanted.value ? 'on' : null)
    },
    turnOff(): void {
      wanted.value = false
      keep('notices', null)
    },
  }
})
