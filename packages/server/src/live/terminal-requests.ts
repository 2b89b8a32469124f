import { liveRequests, type OpenTerminal } from '@keelson/protocol'
import { allows, type Caller } from '../access/authorise.ts'
import { Refusal } from '../http/refusal.ts'
import type { Screen, Terminal } from '../terminals/terminals.ts'
import type { Answering, Headers, OneSocket } from './one-socket.ts'

export type TerminalOptions = {
  identify: (headers: Headers) => Promise<Caller>
  openTerminal: (request: OpenTerminal, caller: Caller, screen: Screen) => Promise<Terminal>
}

/** The terminals of one connection: they end with it. */
export function serveTerminals(
  socket: OneSocket,
  answer: Answering,
  { identify, openTerminal }: TerminalOptions,
): void {
  const terminals = new Map<string, Terminal | 'opening'>()

  socket.on('openTerminal', (raw, ack) =>
    answer('openTerminal', ack, async () => {
      const request = liveRequests.openTerminal.request.parse(raw)
      const name = request.terminal
      if (terminals.has(name)) throw new Refusal('name-taken')
      terminals.set(name, 'opening')
      try {
        const terminal = await openTerminal(request, socket.data.caller, {
          show: (data, drawn) => socket.emit('terminal-output', { terminal: name, data }, drawn),
          ended(reason, exitCode) {
            terminals.delete(name)
            socket.emit('terminal-end', { terminal: name, reason, exitCode })
          },
          stillAllowed: async () =>
            allows(await identify(socket.data.headers), liveRequests.openTerminal.needs),
        })
        if (!terminals.has(name) || socket.disconnected) terminal.close()
        else terminals.set(name, terminal)
      } catch (error) {
        terminals.delete(name)
        throw error
      }
    }),
  )
  socket.on('typeInTerminal', (raw, ack) =>
    answer('typeInTerminal', ack, async () => {
      const { terminal, data } = liveRequests.typeInTerminal.request.parse(raw)
      await opened(terminal).type(data)
    }),
  )
  socket.on('resizeTerminal', (raw, ack) =>
    answer('resizeTerminal', ack, async () => {
      const { terminal, ...size } = liveRequests.resizeTerminal.request.parse(raw)
      await opened(terminal).resize(size)
    }),
  )
  socket.on('closeTerminal', (raw, ack) =>
    answer('closeTerminal', ack, async () => {
      const { terminal } = liveRequests.closeTerminal.request.parse(raw)
      const known = terminals.get(terminal)
      terminals.delete(terminal)
      if (known && known !== 'opening') known.close()
    }),
  )
  socket.on('disconnect', () => {
    for (const terminal of terminals.values()) if (terminal !== 'opening') terminal.close()
    terminals.clear()
  })

  function opened(name: string): Terminal {
    const terminal = terminals.get(name)
    if (!terminal || terminal === 'opening')
      throw new Refusal('not-found', { detail: 'This terminal is not open.' })
    return terminal
  }
}
