import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRemote } from './url.ts'

const anyone = { allowLocal: false }

test('the usual addresses of repositories pass, with groups and ports', () => {
  for (const [url, kind, host] of [
    ['https://gitlab.example.org/group/subgroup/name.git', 'https', 'gitlab.example.org'],
    ['https://ada@bitbucket.example.org/team/name', 'https', 'bitbucket.example.org'],
    ['ssh://git@example.org:2222/group/name.git', 'ssh', 'example.org'],
    ['git@github.example.com:owner/name.git', 'ssh', 'github.example.com'],
    ['example.org:name', 'ssh', 'example.org'],
    ['http://localhost:3000/name.git', 'http', 'localhost'],
    ['ssh://git@[::1]:2222/name.git', 'ssh', '[::1]'],
  ] as const) {
    const remote = parseRemote(url, anyone)
    assert.equal(remote.kind, kind, url)
    assert.equal('host' in remote && remote.host, host, url)
  }
  assert.deepEqual(parseRemote('file:///srv/git/name', { allowLocal: true }), {
    kind: 'local',
    url: '/srv/git/name',
  })
})

test('what git could take for an option, a helper or a shell’s business is refused', () => {
  const hostile = [
    '',
    '-oProxyCommand=id',
    '--upload-pack=id',
    'ext::sh -c id',
    'ext::sh%20-c%20id',
    'fd::7',
    'file:///etc',
    '/etc',
    '../name',
    'git://example.org/name.git',
    'ftp://example.org/name.git',
    'http://example.org/name.git',
    'http://169.254.169.254/latest',
    'https://example.org/name.git\n--upload-pack=id',
    'https://example.org/na me.git',
    'https://ada:secret@example.org/name.git',
    'https://example.org/$(id).git',
    'https://example.org/`id`',
    'https://example.org/name;id',
    'https://example.org/%0aid',
    'https://example.org/name.git?x=1',
    'https://-example.org/name.git',
    'ssh://-oProxyCommand=id/name',
    'ssh://example.org/$(id)',
    'git@-oProxyCommand=id:name',
    '-git@example.org:name',
    'git@example.org:-name',
    'git@example.org:na\0me',
    'git@example.org:name|id',
    'javascript:alert(1)',
  ]
  for (const url of hostile) {
    assert.throws(
      () => parseRemote(url, anyone),
      (error: Error) => error.name === 'Refusal',
      JSON.stringify(url),
    )
  }
  assert.throws(() => parseRemote('/srv/../etc', { allowLocal: true }))
})
