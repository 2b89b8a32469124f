/** An entry of a folder as it is found: its name in bytes, which need be no UTF-8. */
export type Found = { folder: boolean; name: Buffer }

/** Folders first, then by bytes. */
const compare = (a: Found, b: Found) => Number(b.folder) - Number(a.folder) || Buffer.compare(a.name, b.name)

/**
 * One page of a folder of any size, with as little memory as the page needs: entries come in any order, and only the
 * first `limit` after the cursor are kept.
 */
export class Page {
  total = 0
  readonly #limit: number
  readonly #after: Found | undefined
  #kept: Found[] = []

  constructor(limit: number, after?: string) {
    this.#limit = limit
    this.#after = after === undefined ? undefined : readCursor(after)
  }

  add(entry: Found): void {
    this.total += 1
    if (this.#after && compare(entry, this.#after) <= 0) return
    // A copy: the original would keep alive all that was read with it.
    this.#kept.push({ folder: entry.folder, name: Buffer.from(entry.name) })
    // Now and then, so that each entry costs little.
    if (this.#kept.length >= 4 * this.#limit + 2) this.#tidy()
  }

  /** What is on it, and where the next one begins. */
  end(): { entries: Found[]; next: string | null } {
    this.#tidy()
    const entries = this.#kept.slice(0, this.#limit)
    const last = entries.at(-1)
    return { entries, next: last && this.#kept.length > this.#limit ? cursor(last) : null }
  }

  #tidy(): void {
    this.#kept = this.#kept.sort(compare).slice(0, this.#limit + 1)
  }
}

const cursor = ({ folder, name }: Found) =>
  Buffer.concat([Buffer.from(folder ? 'd' : 'f'), name]).toString('base64url')

function readCursor(text: string): Found {
  const bytes = Buffer.from(text, 'base64url')
  return { folder: bytes[0] === 'd'.charCodeAt(0), name: bytes.subarray(1) }
}
