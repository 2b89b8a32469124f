import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LocateOptions, locate, memoryResources } from '@keelson/compose'

const disk = memoryResources(
  {
    'compose.yaml': '',
    'compose.override.yaml': '',
    'docker-compose.yml': '',
    '.env': 'A=dot\nB=$A-b\n',
    'one.env': 'A=one\nCOMPOSE_PROFILES=x, y\n',
    'two.env': 'B=2$A\n',
    'sub/deep/file': '',
    'other/compose.yaml': '',
    'other/.env': 'A=other\n',
  },
  '/project',
)

function found(options: Partial<LocateOptions> = {}) {
  const located = locate({
    workingDirectory: '/project',
    environment: { HOME: '/h' },
    resources: disk,
    ...options,
  })
  assert.ok(located.ok, JSON.stringify(located))
  return located.request
}

test('the well-known file with its override is found, here or in a folder above', () => {
  const both = ['/project/compose.yaml', '/project/compose.override.yaml']
  assert.deepEqual(found().files, both)
  assert.deepEqual(found({ workingDirectory: '/project/sub/deep' }).files, both)
  assert.equal(found({ workingDirectory: '/project/sub/deep' }).projectDirectory, '/project')
})

test('explicit files need no override and set the folder, unless that is given', () => {
  assert.deepEqual(found({ files: ['other/compose.yaml'] }).files, ['/project/other/compose.yaml'])
  assert.equal(found({ files: ['other/compose.yaml'] }).projectDirectory, '/project/other')
  assert.equal(found({ files: ['other/compose.yaml'], projectDirectory: '.' }).projectDirectory, '/project')
  const environment = { COMPOSE_FILE: 'a.yaml,b.yaml', COMPOSE_PATH_SEPARATOR: ',' }
  assert.deepEqual(found({ environment }).files, ['/project/a.yaml', '/project/b.yaml'])
})

test('the shell wins over env files, a later env file over an earlier one', () => {
  assert.equal(found().environment.B, 'dot-b')
  assert.equal(found({ environment: { A: 'shell' } }).environment.B, 'shell-b')
  const { environment } = found({ envFiles: ['one.env', 'two.env'] })
  assert.deepEqual([environment.A, environment.B], ['one', '2one'])
  assert.equal(found({ environment: { COMPOSE_DISABLE_ENV_FILE: '1' } }).environment.A, undefined)
})

test('profiles and names come from flags, else from variables', () => {
  assert.deepEqual(found({ envFiles: ['one.env'] }).profiles, ['x', 'y'])
  assert.deepEqual(found({ envFiles: ['one.env'], profiles: ['z'] }).profiles, ['z'])
  assert.equal(found({ environment: { COMPOSE_PROJECT_NAME: 'env' }, name: 'flag' }).name, 'flag')
  assert.equal(found({ environment: { COMPOSE_PROJECT_NAME: 'env' } }).name, 'env')
})

test('a missing project, env file or a bad name is told', () => {
  const codes = (options: Partial<LocateOptions>) => {
    const located = locate({ workingDirectory: '/empty', environment: {}, resources: disk, ...options })
    return located.ok ? [] : located.problems.map(({ code }) => code)
  }
  assert.deepEqual(codes({}), ['file-missing'])
  assert.deepEqual(codes({ workingDirectory: '/project', envFiles: ['no.env'] }), ['file-missing'])
  assert.deepEqual(codes({ workingDirectory: '/project', name: 'Bad Name' }), ['project-name'])
})
