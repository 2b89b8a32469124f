import { nameLimit } from '../../protocol/limits.ts'
import { Refused } from '../refused.ts'

/** Control characters, and marks that are not seen or turn text around: two names must look as different as they are. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * A name of a person or room, as it is kept. @throws Refused
 * @param field what a refusal calls it
 */
export function readName(text: string, field: string): string {
  if (hidden.test(text.trim()))
    throw new Refused('control-character', field, 'has characters that cannot be seen')
  const name = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  if (name === '') throw new Refused('empty', field, 'is empty')
  if ([...name].length > nameLimit)
    throw new Refused('too-long', field, `is longer than ${nameLimit} characters`)
  return name
}

/** Names with the same key count as the same. */
export const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase()
