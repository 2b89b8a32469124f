import sharp from 'sharp'
import { Refused } from '../refused.ts'

const side = 256
/** Some 24 million, as a large camera makes: four bytes each while decoding. */
const pixelLimit = 6000 * 4000

sharp.cache(false)
// Two photos at the same time at most, one thread each: the chat goes on.
sharp.concurrency(1)
let decoding = 0
const waiting: (() => void)[] = []

/**
 * A photo as it is kept: a square WebP made of nothing but pixels. What came with them (place, camera, or something
 * that only looks like a picture) is left behind.
 * @throws Refused with what is wrong about it
 */
export async function makePicture(bytes: Buffer, claimedType: string): Promise<Buffer> {
  if (bytes.length === 0) throw bad('empty', 'is empty')
  const type = typeOf(bytes)
  if (type === undefined) throw bad('invalid', 'is no JPEG, PNG or WebP', 415)
  if (type !== claimedType) throw bad('invalid', `says ${claimedType || 'nothing'} and is ${type}`, 415)
  if (endOf(bytes, type) !== bytes.length) throw bad('invalid', 'has something else after the picture', 422)

  if (decoding >= 2) await new Promise<void>((resolve) => waiting.push(resolve))
  decoding++
  try {
    const image = sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error', pages: 1 })
    const { width = 0, height = 0 } = await image.metadata()
    if (width * height > pixelLimit)
      throw bad('too-long', `has ${width} × ${height} pixels; 6000 × 4000 are allowed`)
    return await image.rotate().resize(side, side, { fit: 'cover' }).webp({ quality: 82 }).toBuffer()
  } catch (error) {
    if (error instanceof Refused) throw error
    if (/pixel limit/i.test(String(error))) throw bad('too-long', 'has more than 6000 × 4000 pixels')
    throw bad('invalid', 'is broken: it cannot be decoded', 422)
  } finally {
    decoding--
    waiting.shift()?.()
  }
}

const bad = (code: 'empty' | 'invalid' | 'too-long', reason: string, statusCode?: number) =>
  new Refused(code, 'photo', reason, statusCode ? { statusCode } : {})

type Type = 'image/jpeg' | 'image/png' | 'image/webp'

/** By the first bytes. */
function typeOf(bytes: Buffer): Type | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) return 'image/png'
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return 'image/webp'
  return undefined
}

/** Where the picture ends by its own account: a file that is two things at once goes on after that. */
function endOf(bytes: Buffer, type: Type): number {
  if (type === 'image/webp') {
    const size = bytes.readUInt32LE(4)
    return 8 + size + (size % 2)
  }
  if (type === 'image/jpeg') return bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) + 2
  // PNG: chunks of length, name, data, checksum; the last is IEND.
  let at = 8
  while (at + 12 <= bytes.length) {
    const name = bytes.toString('latin1', at + 4, at + 8)
    at += 12 + bytes.readUInt32BE(at)
    if (name === 'IEND') return at
  }
  // It ends before its end: left to the decoder, which says so.
  return bytes.length
}
