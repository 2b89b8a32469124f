import sharp from 'sharp'

type Part = { bytes: Buffer; type: string; name: string }
export type BadPhoto = {
  what: string
  parts: Part[]
  signedIn: boolean
  status: number
  reason: RegExp
}

/** A good photo: 600 × 400, of one colour. */
export function goodPhoto(colour: string): Promise<Buffer> {
  const create = { width: 600, height: 400, channels: 3, background: colour } as const
  return sharp({ create }).jpeg().toBuffer()
}

export function formOf(...parts: Part[]): FormData {
  const form = new FormData()
  for (const { bytes, type, name } of parts)
    form.append('photo', new Blob([new Uint8Array(bytes)], { type }), name)
  return form
}

/** Uploads that must be refused, and what for. */
export async function badPhotos(): Promise<BadPhoto[]> {
  const create = { width: 64, height: 64, channels: 3, background: 'teal' } as const
  const png = await sharp({ create }).png().toBuffer()
  const side = 7000
  const bomb = await sharp({ create: { width: side, height: side, channels: 3, background: 'black' } })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const one = (bytes: Buffer, type = 'image/png', name = 'me.png'): Part[] => [{ bytes, type, name }]
  const bad = (what: string, parts: Part[], status: number, reason: RegExp, signedIn = true): BadPhoto => ({
    ...{ what, parts, status, reason, signedIn },
  })
  return [
    bad(
      'another type',
      one(Buffer.from('%PDF-1.7 hello'), 'application/pdf', 'me.pdf'),
      415,
      /JPEG, PNG or WebP/,
    ),
    bad('100 MB', one(Buffer.alloc(100 * 2 ** 20)), 413, /larger than 5 MB/),
    bad(
      'a page behind a picture',
      one(Buffer.concat([png, Buffer.from('<script>alert(1)</script>')])),
      422,
      /after/,
    ),
    bad('an SVG with a script', one(svg, 'image/svg+xml', 'me.svg'), 415, /JPEG, PNG or WebP/),
    bad('a bomb of pixels', one(bomb), 413, /pixels/),
    bad('no session', one(png), 401, /Sign in/, false),
    bad('two at once', [...one(png), ...one(png)], 400, /One photo at a time/),
    bad('a path in the name', one(png, 'image/png', '../../etc/passwd'), 400, /path/),
    bad('nothing', one(Buffer.alloc(0)), 400, /empty/),
    bad('half a picture', one(png.subarray(0, 120)), 422, /broken/),
  ]
}
