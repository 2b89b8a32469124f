import type { ClientToServer, ServerToClient } from '@keelson/protocol'
import type { Socket } from 'socket.io-client'
import type { Live, TerminalScreen } from './live.ts'

/** A paste goes piece by piece, the next when the shell has taken the one before. */
const pieceLength = 4_096

/** Terminals over the live connection. They are not taken up again after a break: the shell is gone. */
export function socketTerminals(socket: Socket<ServerToClient, ClientToServer>): Live['openTerminal'] {
  const screens = new Map<string, TerminalScreen>()
  let last = 0

  const end = (terminal: string, ...how: Parameters<TerminalScreen['ended']>) => {
    const screen = screens.get(terminal)
    screens.delete(terminal)
    screen?.ended(...how)
  }
  socket.on('terminal-output', ({ terminal, data }, taken) => {
    const screen = screens.get(terminal)
    if (screen) screen.show(new Uint8Array(data), taken)
    else taken()
  })
  socket.on('terminal-end', ({ terminal, reason, exitCode }) => end(terminal, reason, { exitCode }))
  socket.on('disconnect', () => {
    for (const terminal of [...screens.keys()]) end(terminal, 'disconnected', {})
  })

  return (query, screen) => {
    last += 1
    const terminal = `t${last}`
    screens.set(terminal, screen)
    if (socket.connected) {
      socket.emit('openTerminal', { ...query, terminal }, (ack) => {
        if (!ack.ok) end(terminal, 'refused', { text: ack.title })
        else if (screens.has(terminal)) screen.opened()
      })
    } else queueMicrotask(() => end(terminal, 'disconnected', {}))

    let typed: Promise<unknown> = Promise.resolve()
    const send = async (data: string) => {
      if (!screens.has(terminal)) return
      const ack = await socket.emitWithAck('typeInTerminal', { terminal, data })
      if (!ack.ok) end(terminal, 'refused', { text: ack.title })
    }
    return {
      type(text) {
        for (const data of pieces(text, pieceLength)) typed = typed.then(() => send(data))
      },
      resize(columns, rows) {
        if (screens.has(terminal)) socket.emit('resizeTerminal', { terminal, columns, rows })
      },
      close() {
        if (screens.delete(terminal) && socket.connected) socket.emit('closeTerminal', { terminal })
      },
    }
  }
}

/** A text in pieces of at most this length; no character is torn. */
export function pieces(text: string, length: number): string[] {
  const all: string[] = []
  for (let at = 0; at < text.length; ) {
    const torn = /[\uD800-\uDBFF]/.test(text[at + length - 1] ?? '') && at + length < text.length
    const end = at + length - (torn ? 1 : 0)
    all.push(text.slice(at, end))
    at = end
  }
  return all
}
