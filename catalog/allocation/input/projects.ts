import type { Department } from '../model/department.ts'
import type { Places } from './places.ts'
import { needed, type Report, type Row, rowsOf, type Table, wholeNumber } from './table.ts'

const MOST = 100_000

export const projectColumns = {
  required: [
    ['PID', 'PROJECT'],
    ['SUP', 'SUPERVISOR', 'LECTURER'],
  ],
  known: [
    ['TITLE', 'TITULO', 'TÍTULO'],
    ['EMAIL', 'E-MAIL'],
    ['CAPACITY', 'CAP', 'CAPACIDAD'],
    ['MIN', 'MINIMUM', 'MINIMO', 'MÍNIMO'],
  ],
}

/** `PID, TITLE, SUP, Email`, and perhaps `CAPACITY` and `MIN`. */
export function readProjects(table: Table, places: Places, report: Report): Department['projects'] {
  return rowsOf(table, projectColumns, report).map((row, n) => {
    places.set(['projects', n], row.cell('PID') ?? row.place)
    const { capacity = 1, minimum = 0 } = readLoads(row, report)
    return {
      id: needed(row, 'PID', report) ?? '',
      title: (row.cell('TITLE')?.text ?? '').slice(0, 500),
      lecturer: needed(row, 'SUP', report) ?? '',
      email: (row.cell('EMAIL')?.text ?? '').slice(0, 300),
      capacity,
      minimum,
    }
  })
}

export const lecturerColumns = {
  required: [['LECTURER', 'SUP', 'SUPERVISOR', 'DOCENTE']],
  known: [
    ['CAPACITY', 'CAP', 'CAPACIDAD'],
    ['MIN', 'MINIMUM', 'MINIMO', 'MÍNIMO'],
    ['TARGET', 'OBJETIVO'],
    ['PREFERENCES', 'STUDENTS', 'PREFERENCIAS'],
  ],
}

/** `LECTURER`, and perhaps `CAPACITY`, `MIN`, `TARGET` and `PREFERENCES`: students, best first. */
export function readLecturers(table: Table, places: Places, report: Report): Department['lecturers'] {
  return rowsOf(table, lecturerColumns, report).map((row, n) => {
    places.set(['lecturers', n], row.cell('LECTURER') ?? row.place)
    const { capacity, minimum } = readLoads(row, report)
    const target = wholeNumber(row, 'TARGET', 0, MOST, report)
    const list = row.cell('PREFERENCES')
    if (list) places.set(['lecturers', n, 'preferences'], list)
    return {
      id: needed(row, 'LECTURER', report) ?? '',
      ...(capacity === undefined ? {} : { capacity }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(target === undefined ? {} : { target }),
      preferences: (list?.text ?? '').split(/[\s;|,]+/).filter(Boolean),
    }
  })
}

function readLoads(row: Row, report: Report) {
  const capacity = wholeNumber(row, 'CAPACITY', 0, MOST, report)
  const minimum = wholeNumber(row, 'MIN', 0, MOST, report)
  if (capacity !== undefined && minimum !== undefined && minimum > capacity)
    report({ code: 'minimum-above-capacity', minimum, capacity, ...(row.cell('MIN') ?? row.place) })
  return { capacity, minimum }
}
