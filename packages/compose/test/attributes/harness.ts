import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Json, load, memoryResources, type Problem, printJson } from '@keelson/compose'

/** One value of an attribute, and what it becomes in the canonical service, or the codes it is refused with. */
export type Example = { attribute: string; value: string; becomes?: Json; refused?: string[] }

const around = {
  'e.env': 'E1=a\nE2="b c"\n',
  'e2.env': 'E=1\n',
  'f.env': 'E1=z\nF=$E1-$HOME\n',
  'raw.env': 'R="q" # c\nS=$HOME\n',
  'l.env': 'la=1\nlb=x y\n',
  'base.yaml':
    'services:\n  b:\n    image: base\n    build: ./bb\n    volumes: ["./v:/v"]\n    env_file: e2.env\n',
}

/** Loads a project whose service `a` has one attribute set, beside everything it may refer to. */
export function loadExample(attribute: string, value: string): { becomes: Json } | { refused: Problem[] } {
  const image = attribute === 'image' || attribute === 'build' ? '' : '    image: img\n'
  const text = `name: t
services:
  a:
${image}    ${attribute}: ${value}
  other:
    image: o
    build: ./o
networks: {n: {}}
volumes: {data: {}}
secrets: {s: {file: ./s}}
configs: {c: {file: ./c}}
models: {llm: {model: m}}
`
  const loaded = load({
    files: ['/project/compose.yaml'],
    projectDirectory: '/project',
    environment: { HOME: '/home/user' },
    resources: memoryResources({ ...around, 'compose.yaml': text }, '/project'),
  })
  if (!loaded.ok) return { refused: loaded.problems }
  const printed: { services: Record<string, Record<string, Json>> } = JSON.parse(printJson(loaded.project))
  return { becomes: describeService(printed.services.a ?? {}) }
}

/** What differs from a service with an image only. */
function describeService(service: Record<string, Json>): Json {
  const { networks, image, command, entrypoint, ...rest } = service
  return {
    ...rest,
    ...(image !== 'img' && { image: image ?? null }),
    ...(command !== null && { command: command ?? null }),
    ...(entrypoint !== null && { entrypoint: entrypoint ?? null }),
    ...(JSON.stringify(networks) !== '{"default":null}' && { networks: networks ?? null }),
  }
}

/** The examples of a group, from the file beside this one. */
export function examplesOf(group: string): Example[] {
  return JSON.parse(readFileSync(new URL(`${group}.json`, import.meta.url), 'utf8'))
}

/** One test for every attribute of a group. */
export function testGroup(group: string): void {
  const examples = examplesOf(group)
  for (const attribute of new Set(examples.map((example) => example.attribute))) {
    test(`${attribute} is read in every form, and refused in every other`, () => {
      for (const example of examples.filter((one) => one.attribute === attribute)) {
        const loaded = loadExample(attribute, example.value)
        const got =
          'refused' in loaded
            ? { refused: loaded.refused.map(({ code }) => code) }
            : { becomes: loaded.becomes }
        const { attribute: _, value, ...want } = example
        assert.deepEqual(got, want, `${attribute}: ${value}`)
      }
    })
  }
}
