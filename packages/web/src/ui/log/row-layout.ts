/**
 * Where each line of a log stands, in rows of equal height: lines are monospaced and break anywhere, so the number
 * of rows follows from the length alone and nothing has to be measured.
 */
export class RowLayout {
  /** ends[i]: the row after line i. */
  #ends: number[] = []
  readonly #columns: number

  /** `columns`: characters in a row; Infinity when lines are not wrapped. */
  constructor(columns: number) {
    this.#columns = columns
  }

  get lines(): number {
    return this.#ends.length
  }

  get rows(): number {
    return this.#ends.at(-1) ?? 0
  }

  append(text: string): void {
    this.#ends.push(this.rows + rowsOf(text, this.#columns))
  }

  /** The first row of a line. */
  top(line: number): number {
    return line === 0 ? 0 : (this.#ends[line - 1] ?? this.rows)
  }

  height(line: number): number {
    return (this.#ends[line] ?? this.rows) - this.top(line)
  }

  /** The line that covers a row; the last one beyond the end. */
  lineAt(row: number): number {
    let low = 0
    let high = Math.max(0, this.#ends.length - 1)
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ends[middle] ?? 0) > row) high = middle
      else low = middle + 1
    }
    return low
  }
}

function rowsOf(text: string, columns: number): number {
  if (columns === Number.POSITIVE_INFINITY) return 1
  return Math.max(1, Math.ceil(width(text) / columns))
}

/** Columns that a text takes: East Asian wide characters and emoji take two, a tab up to four. */
export function width(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  let columns = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    columns += character === '\t' ? 4 : code >= 0x1100 && wide.test(character) ? 2 : 1
  }
  return columns
}
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
