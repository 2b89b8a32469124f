import type { Readable } from 'node:stream'

export type Output = { stream: 'stdout' | 'stderr'; data: Buffer }

/** True: raw, as of a terminal. `detect`: by the first byte, which is only safe where raw text cannot start with 0, 1 or 2. */
export type Tty = boolean | 'detect'

/**
 * Splits the engine's multiplexed output (8-byte header: stream, three zeros, big-endian length) into chunks.
 * With `tty` the stream is raw and all of it is stdout.
 */
export async function* demultiplex(source: Readable, tty: Tty = false): AsyncGenerator<Output> {
  let raw = tty === true
  let decided = tty !== 'detect'
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of source) {
    if (!decided && piece.length > 0) {
      raw = piece[0] > 2
      decided = true
    }
    if (raw) {
      yield { stream: 'stdout', data: piece }
      continue
    }
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= 8) {
      const end = 8 + rest.readUInt32BE(4)
      if (rest.length < end) break
      yield { stream: rest[0] === 2 ? 'stderr' : 'stdout', data: rest.subarray(8, end) }
      rest = rest.subarray(end)
    }
  }
}

/** Whole lines of a multiplexed output, without their ends; a last line without one counts. */
export async function* demultiplexLines(
  source: Readable,
  tty: Tty = false,
): AsyncGenerator<{ stream: Output['stream']; line: string }> {
  const open = { stdout: '', stderr: '' }
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  for await (const { stream, data } of demultiplex(source, tty)) {
    const pieces = (open[stream] + decoders[stream].decode(data, { stream: true })).split('\n')
    open[stream] = pieces.pop() ?? ''
    for (const piece of pieces) yield { stream, line: piece.endsWith('\r') ? piece.slice(0, -1) : piece }
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    if (open[stream] !== '') yield { stream, line: open[stream] }
  }
}

/** The JSON objects of a stream that holds one a line (events, build and pull progress, stats). */
export async function* jsonLines<T>(source: Readable): AsyncGenerator<T> {
  const decoder = new TextDecoder()
  let open = ''
  for await (const piece of source) {
    const lines = (open + decoder.decode(piece, { stream: true })).split('\n')
    open = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  if (open.trim() !== '') yield JSON.parse(open)
}
