/**
 * Protocol Buffers by hand: just what BuildKit's progress and session messages need.
 * A decoded message is a list of fields; numbers above 2^53 do not occur in what is read.
 */
export type Field = { number: number; value: number | Buffer }

/** Takes a message apart. @throws RangeError when it ends in the middle. */
export function decode(bytes: Uint8Array): Field[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(at++)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return Number(BigInt.asIntN(64, value))
    }
  }
  while (at < buffer.length) {
    const key = varint()
    const number = key >>> 3
    const wire = key & 7
    if (wire === 0) fields.push({ number, value: varint() })
    else if (wire === 2) {
      const length = varint()
      if (at + length > buffer.length) throw new RangeError('A message ends in the middle.')
      fields.push({ number, value: buffer.subarray(at, at + length) })
      at += length
    } else if (wire === 1 || wire === 5) at += wire === 1 ? 8 : 4
    else throw new RangeError(`Wire type ${wire} is not known.`)
  }
  return fields
}

export const numberAt = (fields: Field[], number: number): number => {
  const value = fields.findLast((field) => field.number === number)?.value
  return typeof value === 'number' ? value : 0
}

export const bytesAt = (fields: Field[], number: number): Buffer | undefined => {
  const value = fields.findLast((field) => field.number === number)?.value
  return typeof value === 'object' ? value : undefined
}

export const textAt = (fields: Field[], number: number): string =>
  bytesAt(fields, number)?.toString('utf8') ?? ''

/** Every occurrence of a repeated message. */
export const messagesAt = (fields: Field[], number: number): Field[][] =>
  fields.flatMap((field) =>
    field.number === number && typeof field.value === 'object' ? [decode(field.value)] : [],
  )

/** Puts a message together. Absent and zero values are left out, as proto3 does. */
export function encode(
  fields: [number: number, value: number | bigint | string | Uint8Array | undefined][],
): Buffer {
  const parts: Uint8Array[] = []
  for (const [number, value] of fields) {
    if (value === undefined || value === 0 || value === 0n || value === '') continue
    if (typeof value === 'number' || typeof value === 'bigint') {
      parts.push(varintBytes(number * 8), varintBytes(value))
    } else {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
      parts.push(varintBytes(number * 8 + 2), varintBytes(bytes.byteLength), bytes)
    }
  }
  return Buffer.concat(parts)
}

function varintBytes(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
