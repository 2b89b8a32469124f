/** Twice the pixels of the SVG, so that it is sharp on dense screens and in print. */
const scale = 2

/** Hands text or bytes to the browser as a file. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

export const svgFile = (svg: string) => new Blob([svg], { type: 'image/svg+xml' })

/** The picture in pixels. @throws when the browser cannot draw it. */
export async function pngFile(svg: string): Promise<Blob> {
  const image = new Image()
  // The Content-Security-Policy allows images of this kind, and none from blob: addresses.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * scale
  canvas.height = image.naturalHeight * scale
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!png) throw new Error('The browser could not draw the picture.')
  return png
}
