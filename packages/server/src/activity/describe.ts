import type { Endpoint } from '@keelson/protocol'

/** Is this worth remembering? What only looks, however it is asked, is not. */
export const changesSomething = ({ method, looks }: Pick<Endpoint, 'method' | 'looks'>): boolean =>
  method !== 'GET' && looks !== true

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

/** As the engine's own tools show the id of a container. */
const shortId = (value: unknown) => String(value).replace(/^[0-9a-f]{64}$/, (id) => id.slice(0, 12))

/** The operation that an answer names, if it is one. */
export function begunBy(answer: unknown): string | null {
  const isDeploy = typeof answer === 'object' && answer !== null && 'stages' in answer && 'id' in answer
  return isDeploy && typeof answer.id === 'string' ? answer.id : null
}

const isNamed = (answer: unknown): answer is { name: string } =>
  typeof answer === 'object' && answer !== null && 'name' in answer && typeof answer.name === 'string'
