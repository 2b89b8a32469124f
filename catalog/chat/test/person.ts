import { docker, eventually } from '@keelson/catalog-testing'
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client'
import type { Line } from '../client/asks.ts'
import { Chat } from '../client/chat.ts'
import { newState, type RoomState } from '../client/state.ts'
import type { Message, User } from '../protocol/views.ts'

export const password = 'correct horse battery'

/** A request to the chat; the body is sent as JSON, or as the form that it is. */
export function call(
  address: string,
  method: string,
  path: string,
  {
    cookie = '',
    body,
    headers = {},
  }: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const isForm = body instanceof FormData
  return fetch(`${address}${path}`, {
    method,
    headers: {
      cookie,
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  })
}

/** Where one replica answers, past the balancer. */
export async function addressOf(container: string): Promise<string> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'
  return `http://${(await docker('inspect', '-f', format, container)).split(' ')[0]}:8080`
}

/** Somebody with a page that has no window: the page's own client over a real connection. */
export class Person {
  readonly user: User
  readonly cookie: string
  /** Every message that went in, in order. */
  readonly heard: Message[] = []
  readonly chat: Chat
  readonly line: Line

  private constructor(
    address: string,
    user: User,
    cookie: string,
    options: Partial<ManagerOptions & SocketOptions>,
  ) {
    this.user = user
    this.cookie = cookie
    this.line = io(address, {
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      extraHeaders: { cookie },
      ...options,
    })
    this.chat = new Chat(this.line, newState(), (message) => this.heard.push(message))
  }

  static async signUp(address: string, name: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    const answer = await call(address, 'POST', '/api/users', { body: { name, password } })
    if (answer.status !== 201)
      throw new Error(`${name} cannot sign up: ${answer.status} ${await answer.text()}`)
    return Person.with(address, (await answer.json()) as User, cookieOf(answer), options)
  }

  static async signIn(address: string, name: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    const answer = await call(address, 'POST', '/api/session', { body: { name, password } })
    if (!answer.ok) throw new Error(`${name} cannot sign in: ${answer.status} ${await answer.text()}`)
    return Person.with(address, (await answer.json()) as User, cookieOf(answer), options)
  }

  static with(
    address: string,
    user: User,
    cookie: string,
    options: Partial<ManagerOptions & SocketOptions> = {},
  ) {
    return new Person(address, user, cookie, options)
  }

  get replica(): string {
    return this.chat.state.service?.replica ?? ''
  }

  /** Waits until the connection is there, and gives this. */
  async live(): Promise<this> {
    await eventually(`${this.user.name} is connected`, () => this.chat.state.link === 'live', {
      seconds: 60,
    })
    return this
  }

  room(name: string): RoomState {
    const found = Object.values(this.chat.state.rooms).find((room) => room.name === name)
    if (!found) throw new Error(`${this.user.name} is not in ${name}`)
    return found
  }

  texts(room: number): string[] {
    return this.heard
      .filter((message) => message.room === room && message.kind === 'text')
      .map(({ text }) => text)
  }

  close(): void {
    this.chat.close()
  }
}

/** Closes them all at the end. */
export const closing = (people: { close(): void }[]): Disposable => ({
  [Symbol.dispose]: () => {
    for (const person of people) person.close()
  },
})

export function cookieOf(answer: Response): string {
  return (
    answer.headers
      .getSetCookie()
      .find((line) => line.startsWith('chat_session='))
      ?.split(';')[0] ?? ''
  )
}
