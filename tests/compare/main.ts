// Runs the same commands with docker compose and with keelson, and shows where what is on the engine then differs.
// `npm run compare -- [WORDS OF NAMES…]`. KEELSON_COMPARE_COMPOSE names the program; else it is `docker compose`.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, down } from '@keelson/engine'
import { engineRig } from '../../packages/engine/test/rig.ts'
import { ended } from './command.ts'
import { differences } from './differences.ts'
import { plain } from './plain.ts'
import { type Scenario, type Step, stepOf } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { snapshot } from './snapshot.ts'

type Argv = [string, ...string[]]
const named = process.env.KEELSON_COMPARE_COMPOSE
const drivers: Record<NonNullable<Step['by']>, Argv> = {
  keelson: [fileURLToPath(new URL('../../packages/cli/bin/keelson', import.meta.url))],
  compose: named ? [named] : ['docker', 'compose'],
  docker: ['docker'],
}
const only = process.argv.slice(2)
const chosen = scenarios.filter(({ name }) => only.every((word) => name.includes(word)))
const docs = readFileSync(
  new URL('../../docs/reference/compose-differences.md', import.meta.url),
  'utf8',
).toLowerCase()
const peer = await ended([...drivers.compose, 'version', '--short'], {
  cwd: tmpdir(),
  environment: process.env,
  input: '',
  interrupt: [],
})
if (peer.code !== 0)
  throw new Error(`No docker compose here: name its program in KEELSON_COMPARE_COMPOSE.\n${peer.stderr}`)
console.log(`Against docker compose ${peer.stdout.trim()}`)
const docker = connect()
const rig = await engineRig()
const root = mkdtempSync(join(tmpdir(), 'keelson-compare-'))
const found: { name: string; differs: boolean; explained: boolean }[] = []
try {
  for (const scenario of chosen) {
    const lines = await compare(scenario)
    const { why, after = [] } = scenario.differs ?? {}
    const explained =
      why !== undefined && docs.includes(why.toLowerCase()) && lines.every(({ step }) => after.includes(step))
    found.push({ name: scenario.name, differs: lines.length > 0, explained })
    console.log(`${lines.length === 0 ? 'same' : explained ? 'explained' : 'DIFFERS'}  ${scenario.name}`)
    for (const { step, line } of lines) console.log(`      ${step}. ${line}`)
  }
} finally {
  await rig.close()
  docker.close()
  rmSync(root, { recursive: true, force: true })
}
const differing = found.filter(({ differs }) => differs)
const open = differing.filter(({ explained }) => !explained)
console.log(
  `${found.length} scenarios: ${found.length - differing.length} same, ${differing.length - open.length} explained, ${open.length} differ`,
)
process.exitCode = open.length > 0 ? 1 : 0

/** Where what each step left differs; steps count from 1. */
async function compare(scenario: Scenario): Promise<{ step: number; line: string }[]> {
  // One after the other: names and addresses in the files are taken by one at a time.
  const theirs = await perform(scenario, 'compose')
  const ours = await perform(scenario, 'keelson')
  return scenario.steps.flatMap((step, index) => {
    const what = `${stepOf(step).args.join(' ')}: `
    return differences(theirs[index] ?? {}, ours[index] ?? {}).map((line) => ({
      step: index + 1,
      line: what + line,
    }))
  })
}

/** What each step left on the engine, and its exit code. */
async function perform(scenario: Scenario, by: 'keelson' | 'compose'): Promise<object[]> {
  const project = `compare-${by}-${process.pid}`
  const folder = join(root, by)
  mkdirSync(folder)
  const fill = (text: string) => text.replaceAll('IMAGE2', rig.image2).replaceAll('IMAGE', rig.image)
  const write = (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), fill(text))
    }
  }
  write({ 'compose.yaml': scenario.compose, ...scenario.files })
  const results: object[] = []
  let seen = new Map()
  try {
    for (const step of scenario.steps.map(stepOf)) {
      write(step.write ?? {})
      const args = step.args.map((word) => fill(word).replaceAll('NAME', project))
      const what = await command({ ...step, args, stdin: fill(step.stdin ?? '') }, by, folder, project)
      const now = await snapshot(docker, project, folder, seen)
      seen = now.seen
      results.push({ ...what, ...now.state })
    }
  } finally {
    await down(docker, project, { volumes: true, removeOrphans: true, stopTimeout: 0 })
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

async function command(step: Step, by: 'keelson' | 'compose', cwd: string, project: string) {
  const { code, stdout } = await ended([...drivers[step.by ?? by], ...step.args] as Argv, {
    cwd,
    input: step.stdin ?? '',
    interrupt: step.interrupt ?? [],
    environment: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      COMPOSE_PROJECT_NAME: project,
      DOCKER_BUILDKIT: '0',
      COMPOSE_MENU: 'false',
      ...step.env,
    },
  })
  if (step.output === 'ignored') return { exit: code }
  const written = plain(stdout.replaceAll(project, 'NAME').replaceAll(cwd, 'FOLDER'))
  if (typeof step.output === 'function') return { exit: code, printed: step.output(written) }
  const lines = written.trimEnd().split('\n')
  return { exit: code, printed: step.output === 'exactly' ? lines : lines.sort() }
}
