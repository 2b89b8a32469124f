import { textLimit } from '../../protocol/limits.ts'
import { Refused } from '../refused.ts'

/** Control characters but tab and the two of line ends; halves of surrogate pairs; characters that are none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unwanted = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/u

/** The text of a message: kept to the letter, or refused. Nothing in it is ever markup. @throws Refused */
export function readText(text: string): string {
  if (text.trim() === '') throw new Refused('empty', 'text', 'is empty')
  // Code units are never fewer than characters: what is far too long is not counted.
  if (text.length > 2 * textLimit || [...text].length > textLimit)
    throw new Refused('too-long', 'text', `is longer than ${textLimit} characters`)
  const found = unwanted.exec(text)
  if (found) {
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    const reason = `has the control character U+${code} at place ${found.index + 1}`
    throw new Refused('control-character', 'text', reason)
  }
  return text
}
