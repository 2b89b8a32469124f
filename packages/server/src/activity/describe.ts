import type { Endpoint } from '@keelson/protocol'

/** Is this worth remembering? What only looks, however it is asked, is not, unless it says so itself. */
export const isRemembered = ({
  method,
  looks,
  noted,
}: Pick<Endpoint, 'method' | 'looks' | 'noted'>): boolean =>
  noted === true || (method !== 'GET' && looks !== true)

/**
 * The project and the thing in it that a call was about, from the names in its address alone: a body may hold
 * secrets. Where something is made, its name is only known from the answer. Pure.
 */
export function aboutWhat(
  params: Record<string, unknown>,
  answer: unknown,
): { project: string | null; subject: string | null } {
  const { project, version, ...rest } = params
  const made = isNamed(answer) ? answer.name : null
  const parts = [...(version === undefined ? [] : [`v${version}`]), ...Object.values(rest).map(shortId)]
  return {
    project: project === undefined ? null : String(project),
    subject: parts.length > 0 ? parts.join(' ') : project === undefined ? made : null,
  }
}

/** Ids of containers as the engine's own tools show them; names of files may hold what a terminal obeys. */
const shortId = (value: unknown) =>
  String(value)
    .replace(/^[0-9a-f]{64}$/, (id) => id.slice(0, 12))
    .replace(/\p{Cc}/gu, '\u{fffd}')

/** The operation that an answer names, if it is one. */
export function begunBy(answer: unknown): string | null {
  const isDeploy = typeof answer === 'object' && answer !== null && 'stages' in answer && 'id' in answer
  return isDeploy && typeof answer.id === 'string' ? answer.id : null
}

const isNamed = (answer: unknown): answer is { name: string } =>
  typeof answer === 'object' && answer !== null && 'name' in answer && typeof answer.name === 'string'
