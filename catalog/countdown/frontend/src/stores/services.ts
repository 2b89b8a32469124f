import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { Client, Failure, type Settings } from '../live/client.ts'
import { type Line, openLine } from '../live/line.ts'
import { i18n } from '../words/i18n.ts'

/** The services behind the page, and what is known of them. */
export const useServices = defineStore('services', () => {
  const client = shallowRef<Client>()
  const line = shallowRef<Line>()
  const connected = ref(false)
  const tried = ref(false)
  const api = ref('')
  const socket = ref('')
  const trouble = ref(false)
  const ready = computed(() => client.value !== undefined && line.value !== undefined)

  /** Reads the settings file, as often as it takes. */
  async function open(): Promise<void> {
    const settings: Settings | undefined = await fetch('/settings.json')
      .then((response) => (response.ok ? response.json() : undefined))
      .catch(() => undefined)
    trouble.value = settings === undefined
    if (!settings) return void setTimeout(open, 2000)
    const opened = new Client(settings, location.origin, {
      get: () => sessionStorage.getItem('session'),
      set: (token) => sessionStorage.setItem('session', token),
    })
    client.value = opened
    const held = openLine(opened)
    held.on('connect', () => {
      connected.value = tried.value = true
    })
    held.on('disconnect', () => {
      connected.value = false
    })
    held.on('connect_error', () => {
      tried.value = true
    })
    held.on('replica', (name) => {
      socket.value = name
    })
    line.value = held
  }

  async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    if (!client.value) throw new Failure(0, '', 'unreachable')
    try {
      return await client.value.ask<T>(method, path, body, signal)
    } finally {
      api.value = client.value.replica || api.value
    }
  }

  return { client, line, ready, connected, tried, api, socket, trouble, open, ask }
})

/** A failure in the words of the page. */
export function sentence(error: unknown): string {
  const { t } = i18n.global
  if (!(error instanceof Failure)) return t('trouble.failed')
  if (error.field === 'job') return t('trouble.failed')
  if (error.status === 0) return t('trouble.unreachable')
  if (error.status >= 500 || error.status === 429) return t('trouble.busy')
  return t('trouble.wrong', { reason: `${error.field} ${error.message}`.trim() })
}
