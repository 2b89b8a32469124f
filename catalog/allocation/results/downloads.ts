import writeXlsxFile from 'write-excel-file/node'
import type { Outcome } from './outcome.ts'

export type Value = string | number | null
export type Sheet = Value[][]

export const lists = ['students', 'lecturers'] as const
export type List = (typeof lists)[number]
export const formats = ['csv', 'xlsx', 'json'] as const
export type Format = (typeof formats)[number]

/** One of the lists that people take away, header first. */
export function sheetOf(list: List, { placed, lecturers }: Outcome): Sheet {
  if (list === 'students')
    return [
      ['EEID', 'NAME', 'PID', 'TITLE', 'SUP', 'RANK'],
      ...placed.map((row) => [row.student, row.name, row.project, row.title, row.lecturer, row.rank]),
    ]
  return [
    ['SUP', 'CAPACITY', 'MIN', 'TARGET', 'LOAD', 'STUDENTS'],
    ...lecturers.map((row) => [
      row.lecturer,
      row.capacity,
      row.minimum,
      row.target,
      row.students.length,
      row.students.join(' '),
    ]),
  ]
}

/**
 * A cell of comma-separated text. Spreadsheets take text that starts so for a formula and run it; an apostrophe in
 * front makes it text (OWASP, “CSV injection”).
 */
export function csvCell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** With a mark in front, so that spreadsheets read it as UTF-8. */
export function csvOf(sheet: Sheet): string {
  return `\ufeff${sheet.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
}

/** In a workbook each cell says that it is text: nothing in it is run. */
export function xlsxOf(sheet: Sheet): Promise<Buffer> {
  const [header = [], ...rows] = sheet
  return writeXlsxFile([
    header.map((value) => ({ value: String(value ?? ''), fontWeight: 'bold' as const })),
    ...rows.map((row) =>
      row.map((value) =>
        value === null ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String },
      ),
    ),
  ]).toBuffer()
}
