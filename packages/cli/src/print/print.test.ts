import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { containerRow } from './containers.ts'
import { LogPrefix } from './log-lines.ts'
import { paint, plain } from './paint.ts'
import { progress } from './progress.ts'
import { confirm } from './stdin.ts'
import { table } from './table.ts'
import { renderTemplate } from './template.ts'
import { terminal } from './terminal.ts'
import { binarySize, decimalSize, span, took } from './units.ts'
import { wrap } from './wrap.ts'

test('columns are as wide as their longest cell, colours not counted', () => {
  const red = paint(true)
  assert.deepEqual(
    table([
      ['NAME', 'STATE'],
      [red('red', 'a'), 'on'],
      ['longer', ''],
    ]).map(plain),
    ['NAME     STATE', 'a        on', 'longer'],
  )
})

test('container names are padded to the longest and keep their colour', () => {
  const lines = new LogPrefix(paint(true), { shown: true, names: ['web-1', 'worker-10'] })
  assert.equal(plain(lines.line('web-1', 'hello')), 'web-1      | hello')
  assert.equal(plain(lines.line('worker-10', 'hello')), 'worker-10  | hello')
  assert.equal(lines.line('web-1', 'a').split('m')[0], lines.line('web-1', 'b').split('m')[0])
  assert.equal(new LogPrefix(paint(false), { shown: false }).line('web-1', 'bare'), 'bare')
})

test('templates read fields, functions and pipes; table puts a head above', () => {
  const rows = [
    { Name: 'shop-web-1', State: 'running', Labels: { a: 'b' } },
    { Name: 'db', State: 'exited', Labels: {} },
  ]
  assert.deepEqual(renderTemplate('{{.Name}}: {{.State | upper}}', rows), [
    'shop-web-1: RUNNING',
    'db: EXITED',
  ])
  assert.deepEqual(renderTemplate('{{json .Labels}}', rows), ['{"a":"b"}', '{}'])
  const labelled = { Labels: 'a.b=web,depends=db:started,cache:started,c=d' }
  assert.deepEqual(renderTemplate('{{.Label "a.b"}} {{.Label "depends"}} {{.Label "none"}}.', [labelled]), [
    'web db:started,cache:started .',
  ])
  assert.deepEqual(renderTemplate('table {{.Name}}\\t{{.State}}', rows), [
    'NAME         STATE',
    'shop-web-1   running',
    'db           exited',
  ])
})

test('a row of ps tells ports in ranges, those that are another one outside last, and long mounts shortened', () => {
  const port = (PrivatePort: number, PublicPort?: number, Type = 'tcp') => ({
    PrivatePort,
    Type,
    ...(PublicPort === undefined ? {} : { PublicPort, IP: '127.0.0.1' }),
  })
  const container = {
    ...{ id: '0'.repeat(64), name: 'shop-web-1', service: 'web', number: 1, oneOff: false },
    ...{ state: 'running' as const, status: 'Up', image: 'web', imageId: 'sha256:0', command: 'serve' },
    ...{ created: 0, labels: {}, networks: [] },
    ports: [port(80, 8080), port(81), port(82), port(84), port(90, 90), port(91, 91), port(81, 81, 'udp')],
    mounts: [{ type: 'volume', name: 'shop_a-long-name', target: '/data', readOnly: false }],
  }
  const row = containerRow(container, 'shop')
  assert.equal(
    row.Ports,
    '81-82/tcp, 127.0.0.1:81->81/udp, 84/tcp, 127.0.0.1:90-91->90-91/tcp, 127.0.0.1:8080->80/tcp',
  )
  assert.deepEqual(
    [row.Mounts, containerRow(container, 'shop', true).Mounts],
    ['shop_a-long-na…', 'shop_a-long-name'],
  )
  assert.deepEqual(
    renderTemplate('table {{.ID}}\\t{{.RunningFor}}', [row], { CREATED: 'RunningFor' })[0],
    'CONTAINER ID   CREATED',
  )
})

test('a template that is not understood is refused with what is there', () => {
  assert.throws(() => renderTemplate('{{.Nmae}}', [{ Name: 'x' }]), /there is no field "\.Nmae"/)
  assert.throws(() => renderTemplate('{{.Name', [{ Name: 'x' }]), /"\{\{\.Name" begins is not closed/)
  assert.throws(() => renderTemplate('{{range .}}', [{ Name: 'x' }]), /"range \." is not understood/)
})

test('times and sizes read as docker prints them', () => {
  assert.deepEqual([200, 1000, 59_000, 60_000, 5 * 60_000, 3_600_000, 30 * 3_600_000].map(span), [
    'Less than a second',
    '1 second',
    '59 seconds',
    'About a minute',
    '5 minutes',
    'About an hour',
    '30 hours',
  ])
  assert.deepEqual([80, 2345, 64_000].map(took), ['0.1s', '2.3s', '1m 04s'])
  assert.deepEqual([999, 1000, 123_456_789].map(decimalSize), ['999B', '1kB', '123MB'])
  assert.deepEqual([1023, 1024, 5_583_457_485].map(binarySize), ['1023B', '1KiB', '5.2GiB'])
})

test('text is broken between words', () => {
  assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four'])
})

test('without a terminal, what takes long is told every ten seconds', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const stderr = new PassThrough()
  const shown = progress('plain', terminal({ stdin: stderr, stdout: stderr, stderr }, {}))
  const told = () => stderr.read()?.toString().split('\n').filter(Boolean) ?? []

  for (const name of ['a', 'b', 'c', 'd']) shown.begin(`Container ${name}`)
  t.mock.timers.tick(9_000)
  shown.begin('Container e')
  t.mock.timers.tick(1_000)
  assert.deepEqual(told(), [' Container a, Container b, Container c and 1 more  still under way after 10.0s'])

  for (const name of ['a', 'b', 'c', 'd']) shown.end(`Container ${name}`, 'Started', true)
  told()
  t.mock.timers.tick(10_000)
  assert.deepEqual(told(), [' Container e  still under way after 11.0s'])

  shown.end('Container e', 'Started', true)
  t.mock.timers.tick(20_000)
  assert.deepEqual(told(), [' Container e  Started'])
})

test('on a terminal, what containers say goes above the lines of what is under way, which say what is done', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const stderr = new PassThrough()
  const shown = progress('tty', terminal({ stdin: stderr, stdout: stderr, stderr }, { NO_COLOR: '1' }))
  const written = () => stderr.read()?.toString()

  shown.begin('Container a', 'Stopping')
  assert.equal(written(), '⠋ Container a  Stopping  0.0s\n')
  shown.aside(() => void stderr.write('a-1  | bye\n'))
  assert.equal(written(), '\u001b[1A\r\u001b[Ja-1  | bye\n⠋ Container a  Stopping  0.0s\n')
  shown.end('Container a', 'Stopped', true)
  assert.equal(written(), '\u001b[1A\r\u001b[J✔ Container a  Stopped  0.0s\n')
  shown.aside(() => void stderr.write('b-1  | hello\n'))
  assert.equal(written(), 'b-1  | hello\n')
  shown.close()
})

test('Ctrl-C at a question ends the command with 130', async () => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()].map((one) =>
    Object.assign(one, { isTTY: true }),
  )
  assert.ok(stdin && stderr)
  const answer = confirm(terminal({ stdin, stdout: stderr, stderr }, {}), 'Are you sure?', false)
  stdin.write('\u0003')
  await assert.rejects(answer, { exitCode: 130, message: '' })
})
