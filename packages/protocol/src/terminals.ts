import { z } from 'zod'
import { EnvironmentName, ProjectName, ServiceName } from './ids.ts'
import { ReplicaId } from './services.ts'

/** The page names its terminals; the names of others are others. */
const terminal = z.string().min(1).max(100)
const size = { columns: z.number().int().min(2).max(1000), rows: z.number().int().min(1).max(1000) }

/** A shell in a running replica: bash where there is one, else sh. Output comes as `terminal-output`. */
export const OpenTerminal = z.object({
  terminal,
  project: ProjectName,
  environment: EnvironmentName,
  service: ServiceName,
  replica: ReplicaId,
  ...size,
})
export type OpenTerminal = z.infer<typeof OpenTerminal>

/** What is typed or pasted, piece by piece; answered when the shell has taken it. */
export const TerminalInput = z.object({ terminal, data: z.string().max(8_192) })
export const ResizeTerminal = z.object({ terminal, ...size })
export const CloseTerminal = z.object({ terminal })

/**
 * Why a terminal ended by itself. `no-shell`: the image has neither bash nor sh. `gone`: the container stopped, or was
 * removed. `idle`: nothing was typed for too long. `not-allowed`: the session ended, or its rank changed.
 */
export const TerminalEnd = z.enum(['exited', 'no-shell', 'gone', 'idle', 'not-allowed', 'failed'])
export type TerminalEnd = z.infer<typeof TerminalEnd>
