import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { makePicture } from './picture.ts'

const create = { width: 120, height: 80, channels: 3, background: 'teal' } as const

test('every kind of photo becomes a small square of pixels alone', async () => {
  const exif = { IFD0: { ImageDescription: 'taken at home' } }
  const photos = {
    'image/jpeg': await sharp({ create }).withExif(exif).jpeg().toBuffer(),
    'image/png': await sharp({ create }).withExif(exif).png().toBuffer(),
    'image/webp': await sharp({ create }).withExif(exif).webp().toBuffer(),
  }
  for (const [type, bytes] of Object.entries(photos)) {
    assert.ok((await sharp(bytes).metadata()).exif, `${type} had something to hide`)
    const { format, width, height, exif } = await sharp(await makePicture(bytes, type)).metadata()
    assert.deepEqual([format, width, height, exif], ['webp', 256, 256, undefined])
  }
})

test('what says it is another kind, or goes on after its end, is refused', async () => {
  const png = await sharp({ create }).png().toBuffer()
  const jpeg = await sharp({ create }).jpeg().toBuffer()
  const webp = await sharp({ create }).webp().toBuffer()
  await assert.rejects(makePicture(png, 'image/jpeg'), /says image\/jpeg and is image\/png/)
  for (const [bytes, type] of [
    [png, 'image/png'],
    [jpeg, 'image/jpeg'],
    [webp, 'image/webp'],
  ] as const)
    await assert.rejects(
      makePicture(Buffer.concat([bytes, Buffer.from('PK\x03\x04')]), type),
      /after the picture/,
    )
})
