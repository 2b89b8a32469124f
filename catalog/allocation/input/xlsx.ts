import { Unzip, UnzipInflate, zipSync } from 'fflate'
import { readSheet } from 'read-excel-file/node'
import { type Report, startOf, type Table } from './table.ts'

/** Most bytes of a workbook when unpacked; a few kilobytes can be made to unpack to gigabytes. */
const UNPACKED_LIMIT = 48 * 2 ** 20
const PIECE = 2 ** 14

class TooLarge extends Error {}

/** Unpacks while counting, so that a bomb is noticed before it fills the memory, whatever its index claims. */
function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  const parts = new Map<string, Uint8Array[]>()
  let total = 0
  const unzip = new Unzip((file) => {
    const pieces: Uint8Array[] = []
    parts.set(file.name, pieces)
    file.ondata = (error, piece) => {
      if (error) throw error
      total += piece.length
      if (total > UNPACKED_LIMIT) throw new TooLarge()
      pieces.push(piece)
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  for (let at = 0; at < bytes.length; at += PIECE)
    unzip.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length)
  return Object.fromEntries([...parts].map(([name, pieces]) => [name, Buffer.concat(pieces)]))
}

/** The first sheet of a workbook. */
export async function readXlsx(file: string, bytes: Uint8Array, report: Report): Promise<Table> {
  try {
    // Packed again, so that the reader sees what was counted and nothing else.
    const sheet = await readSheet(Buffer.from(zipSync(unpack(bytes), { level: 0 })))
    const rows = sheet
      .map((row, r) =>
        row.map((value, c) => ({
          text:
            value === null ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : String(value),
          line: r + 1,
          column: c + 1,
        })),
      )
      .filter((row) => row.some((cell) => cell.text.trim() !== ''))
    if (rows.length === 0) report({ code: 'empty-file', ...startOf(file) })
    return { file, rows }
  } catch (error) {
    report(
      error instanceof TooLarge
        ? { code: 'too-large', limit: `${UNPACKED_LIMIT / 2 ** 20} MiB`, ...startOf(file) }
        : { code: 'not-readable', kind: 'xlsx', ...startOf(file) },
    )
    return { file, rows: [] }
  }
}
