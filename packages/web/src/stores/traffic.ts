import type { ProjectTraffic } from '@keelson/protocol'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useConnection } from '../connection.ts'

/** How often it is asked for while somebody looks, in milliseconds. */
const everyMs = 10_000

/** Requests of every project over the last hour; asked for while a page shows it. */
export const useTraffic = defineStore('traffic', () => {
  const { call } = useConnection()
  const projects = shallowRef(new Map<string, ProjectTraffic>())
  let users = 0
  let timer: ReturnType<typeof setInterval> | undefined

  async function load(): Promise<void> {
    // A line is no reason to complain: without an answer the last one stays.
    const answer = await call('traffic').catch(() => undefined)
    if (answer) projects.value = new Map(answer.map((one) => [one.project, one]))
  }
  return {
    projects,
    /** Begins to ask; gives what ends it. */
    watch(): () => void {
      users += 1
      if (users === 1) {
        void load()
        timer = setInterval(() => document.visibilityState === 'visible' && void load(), everyMs)
      }
      return () => {
        users -= 1
        if (users === 0) clearInterval(timer)
      }
    },
  }
})
