import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Json, load, type Project, printJson, printYaml, printYamlValue, toJson } from '@keelson/compose'
import { configFlags } from '../arguments/config-flags.ts'
import { type Call, local } from '../command.ts'
import { Failure } from '../failure.ts'
import { configList, variableList } from '../local/config-list.ts'
import { loadProject, loadTemplate, requestOf, withNaming } from '../local/project.ts'

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
      normalize: !values['no-normalize'],
      resolvePaths: !values['no-path-resolution'],
      consistency: !values['no-consistency'],
      resolveEnvironment: !values['no-env-resolution'],
      ...(words.length > 0 && !values.services && { services: words }),
    }
    if (values.problems !== undefined) return printProblems(call, request)
    const text = await textOf(call, request)
    if (values.quiet) return 0
    if (values.output !== undefined)
      writeFileSync(resolve(call.cwd, values.output), text.replace(/\n?$/, '\n'))
    else if (text !== '') terminal.print(text.replace(/\n$/, ''))
    return 0
  },
)

type ConfigCall = Parameters<typeof loadProject>[1] & Call<typeof configFlags>
type Request = Parameters<typeof load>[0]

async function textOf(call: ConfigCall, request: Request): Promise<string> {
  const { values } = call
  const json = values.json || values.format === 'json'
  if (values.variables) return variableList(loadTemplate({ ...request, interpolate: false }, call), json)
  if (values['no-interpolate'] && !listFlags.some((name) => values[name])) {
    const template = loadTemplate({ ...request, interpolate: false }, call)
    const model = request.name && isMapping(template) ? { ...template, name: request.name } : template
    return json ? JSON.stringify(model, undefined, 2) : printYamlValue(model)
  }
  const loaded = loadProject(request, call)
  const named = { ...loaded, project: withNaming(loaded.project, request, call) }
  const list = await configList(values, named, request)
  if (list !== undefined) return list
  const project = await digested(call, loaded.project)
  return json ? printJson(project) : printYaml(project)
}

const isMapping = (value: Json): value is { [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const listFlags = [
  'services',
  'volumes',
  'networks',
  'models',
  'profiles',
  'images',
  'hash',
  'environment',
] as const

async function digested(call: ConfigCall, project: Project): Promise<Project> {
  const { values } = call
  if (!values['resolve-image-digests'] && !values['lock-image-digests']) return project
  // The engine's code is large; only this needs it.
  const { withDigests } = await import('../local/digests.ts')
  return withDigests(project, call, values['lock-image-digests'])
}

/** For editors: every problem and warning as data; the exit code says whether the project loads. */
function printProblems({ values, terminal }: ConfigCall, request: Request): number {
  const loaded = load(request)
  const problems = [
    ...(loaded.ok ? [] : loaded.problems.map((problem) => toJson(problem))),
    ...loaded.warnings.map((problem) => toJson(problem, 'warning')),
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
