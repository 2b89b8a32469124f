/** Text as it may stand between tags and in attributes; what XML cannot hold is left out. */
export const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** Widths of letters as shares of the font's size, on the wide side: fonts differ from reader to reader. */
const widthOf = (letter: string): number => {
  if (/[ilj.,:;|!'()[\]]/.test(letter)) return 0.32
  if (/[frt/ -]/.test(letter)) return 0.4
  if (/[mwMW@%→]/.test(letter)) return 0.9
  if (/[A-Z_]/.test(letter)) return 0.7
  return (letter.codePointAt(0) ?? 0) > 0x2e7f ? 1.05 : 0.58
}

/** About how wide the text is, in pixels. */
export const textWidth = (text: string, size: number) =>
  [...text].reduce((sum, letter) => sum + widthOf(letter), 0) * size

/** The text, or as much of it as fits: the middle goes first, since names differ at both ends. */
export function fit(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text
  const letters = [...text]
  for (let kept = letters.length - 1; kept > 1; kept -= 1) {
    const short = `${letters.slice(0, Math.ceil(kept / 2)).join('')}…${letters.slice(letters.length - Math.floor(kept / 2)).join('')}`
    if (textWidth(short, size) <= width) return short
  }
  return '…'
}
