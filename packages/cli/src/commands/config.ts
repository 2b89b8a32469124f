import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { load, type Project, printJson, printYaml } from '@keelson/compose'
import { configFlags } from '../arguments/config-flags.ts'
import { type Call, local } from '../command.ts'
import { Failure } from '../failure.ts'
import { configList } from '../local/config-list.ts'
import { loadProject, requestOf } from '../local/project.ts'
import { problemData } from '../print/problems.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Checks the files and prints the project as it is understood: all files merged, variables filled in, every short form expanded. --format json is canonical, the same as docker compose’s.',
    examples: [
      'keelson config -q',
      'keelson config --format json -f compose.yaml -f compose.prod.yaml',
      'keelson config --problems json',
    ],
    flags: configFlags,
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const request = {
      ...requestOf(call),
      interpolate: !values['no-interpolate'] && !values.variables,
      normalize: !values['no-normalize'],
      resolvePaths: !values['no-path-resolution'],
      consistency: !values['no-consistency'],
      resolveEnvironment: !values['no-env-resolution'],
      ...(words.length > 0 && { services: words }),
    }
    if (values.problems !== undefined) return printProblems(call, request)
    const loaded = loadProject(request, call)
    if (values.quiet) return 0
    const list = await configList(values, loaded, request)
    const text = list ?? printed(await digested(call, loaded.project), call)
    if (values.output === undefined) {
      if (text !== '') terminal.print(text.replace(/\n$/, ''))
    } else writeFileSync(resolve(call.cwd, values.output), text.replace(/\n?$/, '\n'))
    return 0
  },
)

type ConfigCall = Call<typeof configFlags> & { values: { json: boolean } }

function printed(project: Project, { values }: ConfigCall): string {
  const options = { escapeDollars: !values['no-interpolate'] }
  return values.json || values.format === 'json' ? printJson(project, options) : printYaml(project, options)
}

async function digested({ values, env }: ConfigCall, project: Project): Promise<Project> {
  if (!values['resolve-image-digests'] && !values['lock-image-digests']) return project
  // The engine's code is large; only this needs it.
  const { withDigests } = await import('../local/digests.ts')
  return withDigests(project, env, values['lock-image-digests'])
}

/** For editors: every problem and warning as data; the exit code says whether the project loads. */
function printProblems({ values, terminal }: ConfigCall, request: Parameters<typeof load>[0]): number {
  const loaded = load(request)
  const problems = [
    ...(loaded.ok ? [] : loaded.problems.map((problem) => problemData(problem, 'error'))),
    ...loaded.warnings.map((problem) => problemData(problem, 'warning')),
  ]
  if (values.problems === 'json') terminal.print(JSON.stringify(problems))
  else {
    for (const { file, line, column, severity, message } of problems) {
      terminal.print(`${file ? `${file}:${line}:${column}: ` : ''}${severity}: ${message}`)
    }
  }
  if (!loaded.ok && values.problems !== 'json') throw new Failure('')
  return loaded.ok ? 0 : 1
}
