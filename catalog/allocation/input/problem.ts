/** Where something is wrong: lines and columns are counted from 1; in a sheet the column is a cell's. */
export type Place = { file: string; line: number; column: number }

/** One thing that is wrong with what was given. */
export type Problem = Place &
  (
    | { code: 'empty-file' }
    | { code: 'too-large'; limit: string }
    | { code: 'not-readable'; kind: 'xlsx' | 'json' | 'text' }
    | { code: 'missing-file'; kind: 'students' | 'projects' }
    | { code: 'same-kind'; kind: string; other: string }
    | { code: 'missing-column'; name: string; found: string }
    | { code: 'column-twice'; name: string }
    | { code: 'open-quote' }
    | { code: 'too-many-cells'; cells: number; columns: number }
    | { code: 'missing-value'; name: string }
    | { code: 'not-a-number'; name: string; value: string }
    | { code: 'out-of-range'; name: string; value: string; least: number; most: number }
    | { code: 'minimum-above-capacity'; minimum: number; capacity: number }
    | { code: 'twice'; kind: 'student' | 'project' | 'lecturer'; name: string; first: string }
    | { code: 'unknown'; kind: 'student' | 'project' | 'lecturer'; name: string }
    | { code: 'rank-without-project'; name: string }
    | { code: 'rank-missing'; name: string }
    | { code: 'rank-gap'; rank: number; expected: number }
    | { code: 'bracket'; text: string }
    | { code: 'line-shape'; expected: string }
    | { code: 'too-few-lines'; expected: number; found: number }
    | { code: 'setting'; path: string; reason: string }
    | { code: 'no-choices'; name: string }
  )

export type Language = 'en' | 'es'

const kinds = {
  en: {
    student: 'student',
    project: 'project',
    lecturer: 'lecturer',
    students: 'students',
    projects: 'projects',
  },
  es: {
    student: 'estudiante',
    project: 'proyecto',
    lecturer: 'docente',
    students: 'estudiantes',
    projects: 'proyectos',
  },
}

/** What is wrong, then what to do. A code without words does not compile. */
export function describe(problem: Problem, language: Language = 'en'): string {
  const say = (en: string, es: string) => (language === 'es' ? es : en)
  const kind = kinds[language]
  switch (problem.code) {
    case 'empty-file':
      return say(
        'The file is empty. Give one with a header and rows.',
        'El archivo está vacío. Envía uno con cabecera y filas.',
      )
    case 'too-large':
      return say(
        `This is too large: at most ${problem.limit}.`,
        `Es demasiado grande: como mucho ${problem.limit}.`,
      )
    case 'not-readable':
      return {
        xlsx: say(
          'This is not a readable XLSX workbook. Save it again as XLSX or CSV.',
          'No es un libro XLSX legible. Guárdalo otra vez como XLSX o CSV.',
        ),
        json: say('This is not valid JSON here.', 'Aquí el JSON no es válido.'),
        text: say(
          'This is not text. Send CSV, XLSX or the text format.',
          'No es texto. Envía CSV, XLSX o el formato de texto.',
        ),
      }[problem.kind]
    case 'missing-file':
      return say(
        `There is no file of ${kind[problem.kind]}. Add it.`,
        `Falta el archivo de ${kind[problem.kind]}. Añádelo.`,
      )
    case 'same-kind':
      return say(
        `This holds the same as ${problem.other}. Send one of them.`,
        `Contiene lo mismo que ${problem.other}. Envía solo uno.`,
      )
    case 'missing-column':
      return say(
        `There is no column ${problem.name}. Found: ${problem.found}.`,
        `Falta la columna ${problem.name}. Hay: ${problem.found}.`,
      )
    case 'column-twice':
      return say(
        `The column ${problem.name} is there twice. Keep one.`,
        `La columna ${problem.name} está dos veces. Deja una.`,
      )
    case 'open-quote':
      return say(
        'A quote opens here and never closes. Close it, or double it to mean a quote.',
        'Aquí se abren comillas que no se cierran. Ciérralas o duplícalas.',
      )
    case 'too-many-cells':
      return say(
        `This row has ${problem.cells} cells, the header ${problem.columns}. Quote cells that hold the separator.`,
        `Esta fila tiene ${problem.cells} celdas y la cabecera ${problem.columns}. Entrecomilla las que contienen el separador.`,
      )
    case 'missing-value':
      return say(`${problem.name} is empty. Fill it in.`, `${problem.name} está vacío. Rellénalo.`)
    case 'not-a-number':
      return say(
        `${problem.name} is "${problem.value}", not a whole number.`,
        `${problem.name} es "${problem.value}", no un número entero.`,
      )
    case 'out-of-range':
      return say(
        `${problem.name} is ${problem.value}. Give ${problem.least} to ${problem.most}.`,
        `${problem.name} es ${problem.value}. Debe estar entre ${problem.least} y ${problem.most}.`,
      )
    case 'minimum-above-capacity':
      return say(
        `The minimum ${problem.minimum} is above the capacity ${problem.capacity}.`,
        `El mínimo ${problem.minimum} supera la capacidad ${problem.capacity}.`,
      )
    case 'twice':
      return say(
        `The ${kind[problem.kind]} ${problem.name} is there already, at ${problem.first}. Keep one.`,
        `El ${kind[problem.kind]} ${problem.name} ya está en ${problem.first}. Deja uno.`,
      )
    case 'unknown':
      return say(
        `There is no ${kind[problem.kind]} ${problem.name}. Correct the name, or add it to its file.`,
        `No existe el ${kind[problem.kind]} ${problem.name}. Corrige el nombre o añádelo a su archivo.`,
      )
    case 'rank-without-project':
      return say(
        `${problem.name} has a rank but no project. Add the project or remove the rank.`,
        `${problem.name} tiene rango pero no proyecto. Añade el proyecto o quita el rango.`,
      )
    case 'rank-missing':
      return say(
        `${problem.name} has no rank. Fill it in, or leave all ranks empty to take them in order.`,
        `${problem.name} no tiene rango. Rellénalo, o deja todos vacíos para usar el orden.`,
      )
    case 'rank-gap':
      return say(
        `Rank ${problem.rank} comes where ${problem.expected} was expected. Ranks start at 1 and leave no gap.`,
        `El rango ${problem.rank} aparece donde se esperaba ${problem.expected}. Empiezan en 1 y no dejan huecos.`,
      )
    case 'bracket':
      return say(
        `"${problem.text}" is not understood. A tie is written (3 4), and each bracket closes.`,
        `No se entiende "${problem.text}". Un empate se escribe (3 4) y cada paréntesis se cierra.`,
      )
    case 'line-shape':
      return say(`This line should read "${problem.expected}".`, `Esta línea debe ser "${problem.expected}".`)
    case 'too-few-lines':
      return say(
        `The first line promises ${problem.expected} lines more, there are ${problem.found}.`,
        `La primera línea promete ${problem.expected} líneas más y hay ${problem.found}.`,
      )
    case 'setting':
      return say(`${problem.path}: ${problem.reason}.`, `${problem.path}: ${problem.reason}.`)
    case 'no-choices':
      return say(
        `The student ${problem.name} chose nothing. Add choices, or remove the row.`,
        `El estudiante ${problem.name} no eligió nada. Añade elecciones o quita la fila.`,
      )
  }
}
