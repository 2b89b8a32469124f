import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  jsonSchema,
  load,
  loadModel,
  memoryResources,
  type Project,
  printJson,
  printYaml,
  report,
  toJson,
  variables,
} from '@keelson/compose'

const request = (text: string) => ({
  files: ['/p/compose.yaml'] as const,
  projectDirectory: '/p',
  environment: {},
  resources: memoryResources({ 'compose.yaml': text }, '/p'),
})

function projectOf(text: string): Project {
  const loaded = load(request(text))
  assert.ok(loaded.ok)
  return loaded.project
}

test('extensions are in the project and in YAML; in JSON only those at the top, as in the reference', () => {
  const project = projectOf('x-top: 1\nservices: { a: { image: i, x-own: { b: "$$c" } } }\n')
  assert.deepEqual(project.services.a?.['x-own'], { b: '$c' })
  const json = JSON.parse(printJson(project))
  assert.equal(json['x-top'], 1)
  assert.equal(json.services.a['x-own'], undefined)
  assert.match(printYaml(project), /x-own:\n +b: \$\$c\n/)
  assert.match(printYaml(project, { escapeDollars: false }), /b: \$c\n/)
})

test('YAML keeps texts that look like something else', () => {
  const odd = [
    'true',
    'no',
    '1',
    '1.5',
    '0x1',
    '~',
    '',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '- a',
    '2020-01-01',
    'x\ny\n',
    '\ty',
  ]
  const labels = Object.fromEntries(odd.map((text, index) => [`l${index}`, text]))
  const project = projectOf(JSON.stringify({ services: { a: { image: 'i', labels } } }))
  assert.deepEqual(projectOf(printYaml(project)).services.a?.labels, labels)
})

test('a problem for editors has its place and words', () => {
  const loaded = load(request('services:\n  a:\n    imag: i\n'))
  assert.ok(!loaded.ok)
  assert.deepEqual(loaded.problems.map((problem) => toJson(problem))[0], {
    code: 'unknown-key',
    severity: 'error',
    message: 'There is no "imag" here. Did you mean "image"?',
    path: 'services.a.imag',
    file: '/p/compose.yaml',
    line: 3,
    column: 5,
    endColumn: 9,
  })
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of Compose files
test('the model without interpolation names its variables', () => {
  const model = loadModel({
    ...request('services: { a: { image: "${A:-x${B}}$C", user: "${D:?no}" } }\n'),
    interpolate: false,
  })
  assert.ok(model.ok)
  assert.deepEqual(
    variables(model.model).map(({ name, default: fallback, required }) => [name, fallback, required]),
    [
      ['A', 'x${B}', false],
      ['B', '', false],
      ['C', '', false],
      ['D', '', true],
    ],
  )
})

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of Compose files

test('the editor schema knows kinds, words, ranges and extensions', () => {
  const service = Object.values(jsonSchema().properties?.services?.patternProperties ?? {})[0]
  assert.deepEqual(service?.properties?.cgroup, { type: 'string', enum: ['host', 'private'] })
  assert.deepEqual(service?.properties?.oom_score_adj?.anyOf?.[1], {
    type: 'integer',
    minimum: -1000,
    maximum: 1000,
  })
  assert.deepEqual(service?.properties?.image, { type: 'string' })
  assert.ok(service?.patternProperties?.['^x-'])
  assert.equal(service?.additionalProperties, false)
  assert.equal(jsonSchema().properties?.version?.deprecated, true)
})

test('the compatibility report says of every key what becomes of it, and that only the engine exists', () => {
  const project = projectOf(
    'services: { a: { image: i, isolation: default, deploy: { replicas: 2, placement: { constraints: [x] } } } }\n',
  )
  const fates = report(project).filter(({ path }) => path.startsWith('services.a.'))
  const engine = fates
    .filter(({ target }) => target === 'engine')
    .map(({ path, outcome }) => `${path} ${outcome}`)
  assert.deepEqual(engine, [
    'services.a.deploy.replicas kept',
    'services.a.deploy.placement differently',
    'services.a.image kept',
    'services.a.isolation differently',
    'services.a.networks kept',
  ])
  assert.ok(fates.every(({ target, outcome }) => target === 'engine' || outcome === 'no such target yet'))
  assert.ok(
    fates.every(({ outcome, because }) => outcome === 'kept' || outcome === 'no such target yet' || because),
  )
})
