import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import type { Project, Service } from '@keelson/compose'
import { type ProviderEvent, provide } from './provide.ts'

const service = (rest: Partial<Service>): Service => ({ command: null, entrypoint: null, ...rest })
const provider = (type: string, options: Record<string, string[]> = {}) =>
  service({ provider: { type, options } })
const after = (...names: string[]) => ({
  depends_on: Object.fromEntries(
    names.map((name) => [name, { condition: 'service_started' as const, required: true }]),
  ),
})

/** A folder that is both PATH and Docker's configuration, with programs of the test's own in it. */
async function withPrograms(
  programs: Record<string, string>,
  body: (given: { environment: Record<string, string>; said: () => string[] }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-provider-'))
  try {
    mkdirSync(join(folder, 'cli-plugins'))
    for (const [name, script] of Object.entries(programs)) {
      const path = join(folder, name)
      writeFileSync(path, `#!/bin/sh\n[ "$2" = metadata ] || echo "$0 $*" >> ${folder}/said\n${script}\n`)
      chmodSync(path, 0o755)
    }
    const environment = { PATH: [folder, '/usr/bin', '/bin'].join(delimiter), DOCKER_CONFIG: folder }
    const said = () =>
      readFileSync(join(folder, 'said'), 'utf8').replaceAll(`${folder}/`, '').trim().split('\n')
    await body({ environment, said })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const says = (...messages: object[]) => messages.map((one) => `echo '${JSON.stringify(one)}'`).join('\n')
const withoutMetadata = 'if [ "$2" = metadata ]; then exit 1; fi\n'
const withMetadata = (metadata: object) =>
  `if [ "$2" = metadata ]; then echo '${JSON.stringify(metadata)}'; fi`

test('what a provider sets is in the environment of the services that depend on it, and of no others', () =>
  withPrograms(
    {
      cloud: `${withoutMetadata}${says(
        { type: 'info', message: 'making it' },
        { type: 'setenv', message: 'URL=db://x?a=b' },
        { type: 'rawsetenv', message: 'TOKEN=t' },
        { type: 'debug', message: 'nothing to see' },
      )}`,
    },
    async ({ environment, said }) => {
      const project: Project = {
        name: 'shop',
        services: {
          web: service({ image: 'i', environment: { A: '1' }, ...after('db') }),
          db: provider('cloud', { type: ['mysql'], zone: ['a', 'b'] }),
          other: service({ image: 'i' }),
        },
      }
      const events: ProviderEvent[] = []
      const result = await provide(project, 'up', { environment, onEvent: (event) => events.push(event) })
      assert.deepEqual(said(), ['cloud compose --project-name=shop up --type=mysql --zone=a --zone=b db'])
      assert.deepEqual(result.services.web?.environment, { A: '1', DB_URL: 'db://x?a=b', TOKEN: 't' })
      assert.equal(result.services.other, project.services.other)
      assert.deepEqual(
        events.map(({ state, text }) => text ?? state),
        ['started', 'making it', 'done'],
      )
    },
  ))

test('providers run in the order of dependencies, backwards when they end; stop only where one can', () =>
  withPrograms(
    {
      cloud: withoutMetadata,
      queue: withMetadata({ description: 'q', stop: { parameters: [] } }),
    },
    async ({ environment, said }) => {
      const project: Project = {
        name: 'shop',
        services: { b: { ...provider('queue'), ...after('a') }, a: provider('cloud') },
      }
      for (const verb of ['up', 'stop', 'down'] as const) await provide(project, verb, { environment })
      assert.deepEqual(said(), [
        'cloud compose --project-name=shop up a',
        'queue compose --project-name=shop up b',
        'queue compose --project-name=shop stop b',
        'queue compose --project-name=shop down b',
        'cloud compose --project-name=shop down a',
      ])
    },
  ))

test('a plugin of Docker’s command line comes before a program of the same name; options it does not have are left out', () => {
  const metadata = {
    description: 'd',
    up: { parameters: [{ name: 'size', required: true, type: 'integer' }] },
  }
  return withPrograms(
    {
      'cli-plugins/docker-cloud': withMetadata(metadata),
      cloud: 'exit 1',
    },
    async ({ environment, said }) => {
      const project = (options: Record<string, string[]>): Project => ({
        name: 'shop',
        services: { db: provider('cloud', options) },
      })
      await provide(project({ size: ['3'], colour: ['red'] }), 'up', { environment })
      assert.deepEqual(said(), ['cli-plugins/docker-cloud compose --project-name=shop up --size=3 db'])
      await assert.rejects(provide(project({}), 'up', { environment }), /needs the option "size"/)
    },
  )
})

test('what goes wrong is said: by the provider, by its exit code, by what it writes, by its absence', () =>
  withPrograms(
    {
      refuses: `${withoutMetadata}${says({ type: 'error', message: 'no credit left' })}\nexec sleep 600`,
      fails: `${withoutMetadata}echo broken >&2; exit 3`,
      babbles: `${withoutMetadata}echo hello`,
      asks: `${withoutMetadata}${says({ type: 'get-moon' })}`,
    },
    async ({ environment }) => {
      const up = (type: string) =>
        provide({ name: 'shop', services: { db: provider(type) } }, 'up', { environment })
      await assert.rejects(up('refuses'), /The provider "refuses" of the service "db" failed: no credit left/)
      await assert.rejects(up('fails'), /failed: broken/)
      await assert.rejects(up('babbles'), /It wrote what is no message: hello/)
      await assert.rejects(up('asks'), /the type "get-moon", which is not known/)
      await assert.rejects(up('absent'), /neither a Docker plugin docker-absent nor a program absent on PATH/)
      await assert.rejects(up('../../bin/sh'), /cannot be one/)
    },
  ))

test('a dry run says which provider would run and runs none', () =>
  withPrograms({ cloud: 'exit 1' }, async ({ environment, said }) => {
    const events: ProviderEvent[] = []
    const project: Project = { name: 'shop', services: { db: provider('cloud') } }
    await provide(project, 'up', { environment, dryRun: true, onEvent: (event) => events.push(event) })
    assert.deepEqual(
      events.map(({ state, verb }) => `${state} ${verb}`),
      ['would run up'],
    )
    assert.throws(said)
  }))
