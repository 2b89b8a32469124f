import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseImages, expand, parseDockerfile } from './dockerfile.ts'
import { needsNewBuilder, withNamedContexts, withoutHeredocs, withoutSyntax } from './rewrite.ts'

const text = `# syntax=docker/dockerfile:1.7
# a comment
ARG BASE=keelson/node:24
ARG TAG
FROM --platform=linux/amd64 \${BASE} AS build
COPY --link --chown=1:1 a \\
  # in between

  b /x/
RUN <<EOF
set -e
echo "$HOME"
EOF
FROM redis:\${TAG:-7}
COPY --from=build /x /x
COPY --from=tools:1 /t /t
RUN --mount=type=bind,from=assets,source=/a,target=/b true
`

test('instructions, flags, lines and heredocs', () => {
  const { syntax, instructions } = parseDockerfile(text)
  assert.deepEqual(syntax, { image: 'docker/dockerfile:1.7', line: 1 })
  assert.deepEqual(
    instructions.map(({ keyword, first, last }) => [keyword, first, last]),
    [
      ['ARG', 3, 3],
      ['ARG', 4, 4],
      ['FROM', 5, 5],
      ['COPY', 6, 9],
      ['RUN', 10, 13],
      ['FROM', 14, 14],
      ['COPY', 15, 15],
      ['COPY', 16, 16],
      ['RUN', 17, 17],
    ],
  )
  assert.deepEqual(instructions[3]?.flags, ['--link', '--chown=1:1'])
  assert.match(instructions[3]?.rest ?? '', /^a\s+b \/x\/$/)
  assert.equal(instructions[4]?.heredocs[0]?.body, 'set -e\necho "$HOME"\n')
})

test('the images a build needs', () => {
  const dockerfile = parseDockerfile(text)
  assert.deepEqual(baseImages(dockerfile, {}), ['keelson/node:24', 'redis:7', 'tools:1', 'assets'])
  const other = baseImages(dockerfile, { BASE: 'mine', TAG: '8' }, new Set(['assets']))
  assert.deepEqual(other, ['mine', 'redis:8', 'tools:1'])
  const stages = 'FROM scratch AS A\nFROM a AS b\nCOPY --from=0 / /\nFROM b'
  assert.deepEqual(baseImages(parseDockerfile(stages), {}), [])
})

test('rewriting keeps line numbers', () => {
  const dockerfile = parseDockerfile(text)
  assert.equal(needsNewBuilder(dockerfile), true)
  const { text: plain } = withoutHeredocs(withoutSyntax(dockerfile), {}, 'files:1')
  const lines = plain.split('\n')
  assert.equal(lines.length, text.split('\n').length)
  assert.equal(lines[0], '#')
  assert.match(lines[5] ?? '', /^COPY --chown=1:1 a\s+b \/x\/$/)
  assert.equal(lines[9], 'RUN ["/bin/sh","-c","set -e\\necho \\"$HOME\\"\\n"]')
  assert.match(lines[13] ?? '', /^FROM redis:\$\{TAG:-7\}$/)
  const renamed = withNamedContexts(
    plain,
    new Map([
      ['assets', 'img:1'],
      ['BUILD', 'img:2'],
    ]),
  )
  assert.match(renamed, /COPY --from=img:2 \/x \/x\n/)
  assert.match(renamed, /from=img:1,source=\/a/)
})

test('heredoc files: names, variables, quoting, a script of its own', () => {
  const source = `FROM x
ARG WHO=you
ENV GREETING="hello $WHO"
COPY <<a.txt <<'b.txt' /dest/
$GREETING \${NONE:-none}
a.txt
$GREETING
b.txt
RUN <<EOF
#!/bin/awk -f
EOF
RUN cat <<-EOF > /out
	tabs
	EOF
`
  const { text: plain, files } = withoutHeredocs(source, { WHO: 'me' }, 'files:1')
  const content = (path: string) => String(files.find((file) => file.path === path)?.source)
  assert.equal(content('0/a.txt'), 'hello me none\n')
  assert.equal(content('0/b.txt'), '$GREETING\n')
  assert.equal(content('1/EOF'), '#!/bin/awk -f\n')
  assert.match(plain, /^COPY --from=files:1 \/0\/a\.txt \/0\/b\.txt \/dest\/$/m)
  assert.match(
    plain,
    /^RUN --mount=type=bind,from=files:1,source=\/1,\S+ \["\/dev\/keelson-heredoc-1\/EOF"\]$/m,
  )
  assert.match(plain, /\["\/bin\/sh","-c","cat <<-EOF > \/out\\ntabs\\nEOF"\]/)
  assert.throws(
    () => withoutHeredocs('FROM x\nCOPY <<E /f\n$PATH\nE\n', {}, 'f'),
    /Line 2 of the Dockerfile uses \$PATH in a heredoc/,
  )
})

test('variables', () => {
  const values = { a: '1', empty: '' }
  assert.equal(
    expand(
      '$a $' + '{a} $' + '{b:-2} $' + '{empty:-3} $' + '{empty-4} $' + '{a:+5} $' + '{b+6} \\$a $b',
      values,
    ),
    '1 1 2 3  5  $a ',
  )
})
