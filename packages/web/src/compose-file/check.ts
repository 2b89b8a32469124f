import { load, memoryResources, report, toJson } from '@keelson/compose'
import { draw, topologyOf, type Words } from '@keelson/topology'

/** Something said of a line of the file; without a line, of the whole. Lines and columns count from 1. */
export type Remark = {
  severity: 'error' | 'warning'
  code: string
  message: string
  line: number | null
  column: number
  endColumn: number
}
export type Checked = {
  remarks: Remark[]
  /** What this platform does not do, or does in another way than docker compose. */
  fates: { path: string; refused: boolean; because: string }[]
  /** Services that are built: a file alone has nothing to build from. */
  built: string[]
  services: string[]
  /** The project as a picture; null while it cannot be read. */
  picture: string | null
}

const folder = '/project'
const file = `${folder}/compose.yaml`

/** What the server would say of a Compose file, said in the browser by the same code. Pure. */
export function check(text: string, words: Words): Checked {
  const loaded = load({
    files: [file],
    projectDirectory: folder,
    name: 'project',
    environment: {},
    profiles: [],
    resources: memoryResources({ [file]: text }),
  })
  const remarks = [
    ...(loaded.ok ? [] : loaded.problems.map((problem) => toJson(problem))),
    ...loaded.warnings.map((problem) => toJson(problem, 'warning')),
  ].map(
    ({ severity, code, message, line, column, endColumn }): Remark => ({
      severity,
      code,
      message,
      line: line ?? null,
      column: column ?? 1,
      endColumn: endColumn ?? 1,
    }),
  )
  if (!loaded.ok) return { remarks, fates: [], built: [], services: [], picture: null }
  const { project } = loaded
  return {
    remarks,
    fates: report(project, ['engine']).flatMap(({ path, outcome, because = '' }) =>
      outcome === 'kept' ? [] : [{ path, refused: outcome === 'refused', because }],
    ),
    built: Object.entries(project.services).flatMap(([name, { build }]) => (build ? [name] : [])),
    services: Object.keys(project.services),
    picture: draw(topologyOf(project, { folder }), { words }),
  }
}
