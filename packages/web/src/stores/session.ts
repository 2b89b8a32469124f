import type { AcceptInvitation, Session, Setup, SignIn } from '@keelson/protocol'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { z } from 'zod'
import { useConnection } from '../connection.ts'

const ranks = { read: 0, deploy: 1, admin: 2 }

/** Who is using the page. The live connection is open while somebody is. */
export const useSession = defineStore('session', () => {
  const { call, live } = useConnection()
  const session = shallowRef<Session | null>(null)
  const user = computed(() => session.value?.user ?? null)

  const become = (next: Session) => {
    session.value = next
    if (next.user) live.open()
    else live.close()
  }
  // The server breaks the connection of whoever is removed, signed out elsewhere, or may do other things from now on.
  let broken = false
  let asked = 0
  watch(live.state, async (state, before) => {
    broken ||= before === 'open'
    if (!broken || state === 'connecting' || !user.value) return
    broken = state !== 'open'
    // Without an answer it is asked again at the next attempt to connect.
    asked += 1
    const mine = asked
    const now = await call('session').catch(() => null)
    if (now && user.value && mine === asked) become(now)
  })
  return {
    session,
    user,
    /** Asks once; later calls answer from memory. */
    async load(): Promise<Session> {
      if (!session.value) become(await call('session'))
      return session.value ?? { user: null, setupRequired: false }
    },
    async signIn(body: z.input<typeof SignIn>) {
      become(await call('signIn', { body }))
    },
    async setUp(body: z.input<typeof Setup>) {
      become(await call('setup', { body }))
    },
    async join(body: z.input<typeof AcceptInvitation>) {
      become(await call('acceptInvitation', { body }))
    },
    async signOut() {
      await call('signOut')
      become({ user: null, setupRequired: false })
    },
    /** The server no longer knows this session. */
    forget() {
      become({ user: null, setupRequired: false })
    },
    may(scope: 'read' | 'deploy' | 'admin'): boolean {
      return user.value !== null && ranks[user.value.scope] >= ranks[scope]
    },
  }
})
