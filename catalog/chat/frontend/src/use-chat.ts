import { io } from 'socket.io-client'
import { computed, type InjectionKey, inject, onBeforeUnmount, reactive, ref, watch } from 'vue'
import type { Line } from '../../client/asks.ts'
import { Chat } from '../../client/chat.ts'
import { newState, type RoomState, type State } from '../../client/state.ts'
import type { User } from '../../protocol/views.ts'

export type ChatPage = ReturnType<typeof openChat>
export const chatKey: InjectionKey<ChatPage> = Symbol('chat')

export const brokerNames = { redis: 'Redis', rabbitmq: 'RabbitMQ', nats: 'NATS' }

/** The chat of this page. */
export function useChat(): ChatPage {
  const chat = inject(chatKey)
  if (!chat) throw new Error('Only below ChatPage.')
  return chat
}

/** Connects, and keeps what the page shows. @param onSignedOut the session is over */
export function openChat(onSignedOut: () => void) {
  const state = reactive(newState()) as State
  const line: Line = io({ reconnectionDelay: 300, reconnectionDelayMax: 3000 })
  const chat = new Chat(line, state)
  const openId = ref(fromAddress())

  const room = computed<RoomState | null>(() =>
    openId.value === null ? null : (state.rooms[openId.value] ?? null),
  )
  const unread = computed(() => Object.values(state.rooms).reduce((sum, { unread }) => sum + unread, 0))

  watch(
    () => state.link,
    (link) => link === 'signed-out' && onSignedOut(),
  )
  const onAddress = () => {
    openId.value = fromAddress()
  }
  addEventListener('hashchange', onAddress)
  onBeforeUnmount(() => {
    removeEventListener('hashchange', onAddress)
    chat.close()
  })

  return {
    state,
    chat,
    room,
    unread,
    open(id: number | null): void {
      location.hash = id === null ? '' : `#/rooms/${id}`
    },
    nameOf: (user: number) => state.users[user]?.name,
    isHere: (user: number) => state.online.includes(user),
    /** The other one of direct messages. */
    partner: (room: RoomState): User | undefined => {
      const other = Object.keys(room.read)
        .map(Number)
        .find((id) => id !== state.me?.id)
      return other === undefined ? undefined : state.users[other]
    },
  }
}

function fromAddress(): number | null {
  const found = /^#\/rooms\/(\d+)$/.exec(location.hash)
  return found ? Number(found[1]) : null
}
