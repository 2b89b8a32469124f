import type { Message } from '../../protocol/views.ts'

const togetherMs = 5 * 60_000

export type Item = {
  message: Message
  leads: boolean /** The day begins here. */
  day: boolean /** Unread from here. */
  fresh: boolean
}

/** What is shown with each message: its sender once for several, days apart, and where the unread ones begin. */
export function grouped(messages: Message[], readUpTo: number | null, me: number | undefined): Item[] {
  let freshIsShown = readUpTo === null
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const day = !before || before.at.slice(0, 10) !== message.at.slice(0, 10)
    const fresh =
      !freshIsShown && message.number > (readUpTo ?? 0) && message.from !== me && message.kind === 'text'
    freshIsShown ||= fresh
    const goesOn =
      before?.kind === 'text' &&
      before.from === message.from &&
      Date.parse(message.at) - Date.parse(before.at) < togetherMs
    return { message, leads: !goesOn || day || fresh, day, fresh }
  })
}
