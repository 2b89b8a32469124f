import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipSync } from 'fflate'
import writeXlsxFile from 'write-excel-file/node'
import { describe } from './problem.ts'
import { read, readDocument, type Upload } from './read.ts'

const STUDENTS = 'name,EEID,Namei,P1,P2,N1,N2,COMMENTS\nAna,s1,A,p1,p2,1,2,\nBo,s2,B,p2,p1,1,1,likes both\n'
const PROJECTS = 'PID,TITLE,SUP,Email,CAPACITY,MIN\np1,Tides,Marie,m@x.org,1,0\np2,Bees,Alan,a@x.org,2,1\n'
const bytes = (text: string) => new TextEncoder().encode(text)
const file = (name: string, content: string | Uint8Array): Upload => ({
  name,
  bytes: typeof content === 'string' ? bytes(content) : content,
})

/** What is wrong, as lines `file:line:column code`; or what was read. */
async function outcome(uploads: Upload[], settings?: unknown): Promise<string> {
  const input = await read(uploads, settings)
  if (input.ok) {
    const { students, projects, lecturers } = input.department
    return `ok ${students.length} ${projects.length} ${lecturers.length}`
  }
  for (const problem of input.problems)
    for (const language of ['en', 'es'] as const)
      assert.doesNotMatch(describe(problem, language), /undefined|NaN/)
  return input.problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`).join('\n')
}
const withStudents = (text: string | Uint8Array) => outcome([file('s', text), file('p', PROJECTS)])
const withProjects = (text: string | Uint8Array) => outcome([file('s', STUDENTS), file('p', text)])
const withLecturers = (text: string) => outcome([file('s', STUDENTS), file('p', PROJECTS), file('l', text)])
const row = (text: string) => withStudents(`name,EEID,Namei,P1,P2,P3,N1,N2,N3,COMMENTS\n${text}\n`)
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const utf16 = (text: string) =>
  new Uint8Array([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)])
const xlsx = async (rows: (string | number | null)[][]) =>
  new Uint8Array(
    await writeXlsxFile(
      rows.map((each) => each.map((value) => (value === null ? null : { value }))),
    ).toBuffer(),
  )
const bomb = () => zipSync({ '[Content_Types].xml': new Uint8Array(60 * 2 ** 20) })

/** Unusual, but right. */
const fine: [string, () => Promise<string>, string][] = [
  ['plain', () => withStudents(STUDENTS), 'ok 2 2 0'],
  ['a byte order mark', () => withStudents(`\ufeff${STUDENTS}`), 'ok 2 2 0'],
  ['semicolons', () => withStudents(STUDENTS.replaceAll(',', ';')), 'ok 2 2 0'],
  ['tabs', () => withProjects(PROJECTS.replaceAll(',', '\t')), 'ok 2 2 0'],
  ['Latin-1', () => withStudents(latin1(STUDENTS.replace('Ana', 'Íñigo'))), 'ok 2 2 0'],
  ['UTF-16', () => withStudents(utf16(STUDENTS)), 'ok 2 2 0'],
  ['lines ending in CR LF', () => withStudents(STUDENTS.replaceAll('\n', '\r\n')), 'ok 2 2 0'],
  [
    'no last line end, empty rows',
    () => withStudents(STUDENTS.replace('\nBo', '\n,,,\n\nBo').trimEnd()),
    'ok 2 2 0',
  ],
  [
    'a quoted cell over two lines',
    () => withProjects(PROJECTS.replace('Tides', '"Tides, ""big""\nones"')),
    'ok 2 2 0',
  ],
  ['no ranks: in order', () => row('Ana,s1,A,p1,p2,,,,,'), 'ok 1 2 0'],
  ['ties counted densely', () => row('Ana,s1,A,p1,p2,,1,1,,'), 'ok 1 2 0'],
  [
    'columns in another order and case',
    () => withProjects('sup,title,pid\nMarie,Tides,p1\nAlan,Bees,p2\n'),
    'ok 2 2 0',
  ],
  ['formulas are text', () => withStudents(STUDENTS.replace('Ana', '=HYPERLINK(1)')), 'ok 2 2 0'],
  [
    'lecturers',
    () => withLecturers('LECTURER,CAPACITY,MIN,TARGET,PREFERENCES\nMarie,2,0,1,s2 s1\n'),
    'ok 2 2 1',
  ],
  [
    'a workbook',
    async () =>
      withProjects(
        await xlsx([
          ['PID', 'TITLE', 'SUP', 'CAPACITY'],
          ['p1', 'T', 'M', 1],
          ['p2', null, 'A', 2],
        ]),
      ),
    'ok 2 2 0',
  ],
  [
    'the text format',
    () => outcome([file('t', '2 2 1\n1: 1 2\n2: (1 2)\n1: 1: 1\n2: 0: 1: 1\n1: 0: 1: 2: 2 1\n')]),
    'ok 2 2 1',
  ],
  [
    'a configuration as a file',
    () => outcome([file('s', STUDENTS), file('p', PROJECTS), file('c', '{"maximumRank":2}')]),
    'ok 2 2 0',
  ],
]

const bad: [string, () => Promise<string>, string][] = [
  ['empty', () => withStudents(''), 's:1:1 empty-file'],
  ['only line ends', () => withStudents('\n\n'), 's:1:1 empty-file'],
  ['not text', () => withStudents(new Uint8Array([1, 0, 2, 0])), 's:1:1 not-readable'],
  ['no projects', () => outcome([file('s', STUDENTS)]), 'projects:1:1 missing-file'],
  [
    'students twice',
    () => outcome([file('s', STUDENTS), file('s2', STUDENTS), file('p', PROJECTS)]),
    's2:1:1 same-kind',
  ],
  ['wrong columns', () => withStudents('who,what\nAna,p1\n'), 's:1:1 missing-column\ns:1:1 missing-column'],
  ['a column twice', () => withProjects('PID,PID,SUP\np1,p1,M\np2,p2,M\n'), 'p:1:5 column-twice'],
  ['an open quote', () => withStudents(`${STUDENTS}"Cy,s3,C,p1\n`), 's:4:1 open-quote'],
  ['too many cells', () => row('Ana,s1,A,p1,p2,,1,2,,fine,more'), 's:2:27 too-many-cells'],
  ['no id', () => row('Ana,,A,p1,p2,,1,2,,'), 's:2:5 missing-value'],
  ['a student twice', () => row('Ana,s1,A,p1,,,1,,,\nBo,s1,B,p2,,,1,,,'), 's:3:4 twice'],
  ['a project twice', () => withProjects(`${PROJECTS}p1,Again,Marie,\n`), 'p:4:1 twice'],
  ['a choice twice', () => row('Ana,s1,A,p1,p1,,1,2,,'), 's:2:13 twice'],
  ['an unknown project', () => row('Ana,s1,A,p1,p9,,1,2,,'), 's:2:13 unknown'],
  ['a rank that is no number', () => row('Ana,s1,A,p1,p2,,1,second,,'), 's:2:19 not-a-number'],
  ['a rank of zero', () => row('Ana,s1,A,p1,p2,,0,1,,'), 's:2:17 out-of-range'],
  ['half a rank', () => row('Ana,s1,A,p1,p2,,1,1.5,,'), 's:2:19 not-a-number'],
  ['a gap in the ranks', () => row('Ana,s1,A,p1,p2,,1,3,,'), 's:2:19 rank-gap'],
  ['ranks from two', () => row('Ana,s1,A,p1,p2,,2,3,,'), 's:2:17 rank-gap'],
  ['a rank without project', () => row('Ana,s1,A,p1,,,1,2,,'), 's:2:17 rank-without-project'],
  ['a missing rank', () => row('Ana,s1,A,p1,p2,,1,,,'), 's:2:19 rank-missing'],
  ['no choices', () => row('Ana,s1,A,,,,,,,'), 's:2:1 no-choices'],
  ['a negative capacity', () => withProjects(PROJECTS.replace(',2,1', ',-2,1')), 'p:3:22 out-of-range'],
  ['a capacity in words', () => withProjects(PROJECTS.replace(',2,1', ',two,1')), 'p:3:22 not-a-number'],
  [
    'a minimum above the capacity',
    () => withProjects(PROJECTS.replace(',2,1', ',2,3')),
    'p:3:24 minimum-above-capacity',
  ],
  ['a project without lecturer', () => withProjects(PROJECTS.replace('Alan', '')), 'p:3:9 missing-value'],
  [
    'a lecturer who likes nobody known',
    () => withLecturers('LECTURER,PREFERENCES\nMarie,s1 s9\n'),
    'l:2:7 unknown',
  ],
  ['a lecturer twice', () => withLecturers('LECTURER,CAPACITY\nMarie,1\nMarie,2\n'), 'l:3:1 twice'],
  ['a broken workbook', () => withStudents(file('x', 'PK\u0003\u0004nothing').bytes), 's:1:1 not-readable'],
  ['a bomb', () => withStudents(bomb()), 's:1:1 too-large\nstudents:1:1 missing-file'],
  ['an empty workbook', async () => withProjects(await xlsx([[null]])), 'p:1:1 empty-file'],
  [
    'a bad rank in a workbook',
    async () =>
      withStudents(
        await xlsx([
          ['EEID', 'P1', 'N1'],
          ['s1', 'p1', 'x'],
        ]),
      ),
    's:2:3 not-a-number',
  ],
  [
    'text: a bracket that stays open',
    () => outcome([file('t', '1 2 1\n1: (1 2\n1: 1: 1\n2: 1: 1\n1: 1: 1\n')]),
    't:2:4 bracket',
  ],
  [
    'text: a bracket that never opened',
    () => outcome([file('t', '1 2 1\n1: 1 2)\n1: 1: 1\n2: 1: 1\n1: 1: 1\n')]),
    't:2:7 bracket',
  ],
  [
    'text: too few lines',
    () => outcome([file('t', '2 2 1\n1: 1 2\n')]),
    't:1:1 too-few-lines\nt:2:4 unknown\nt:2:6 unknown',
  ],
  [
    'text: a line of another shape',
    () => outcome([file('t', '1 1 1\n1: 1\n1: 1\n1: 1: 1\n')]),
    't:2:4 unknown\nt:3:1 line-shape',
  ],
  [
    'text: an unknown project',
    () => outcome([file('t', '1 1 1\n1: 1 7\n1: 1: 1\n1: 1: 1\n')]),
    't:2:6 unknown',
  ],
  [
    'a configuration that is not JSON',
    () => outcome([file('s', STUDENTS), file('p', PROJECTS), file('c', '{\n "gap": }')]),
    'c:2:9 not-readable',
  ],
  [
    'an unknown setting',
    () => outcome([file('s', STUDENTS), file('p', PROJECTS)], { maximumRang: 2 }),
    'configuration:1:1 setting',
  ],
  [
    'a negative weight',
    () => outcome([file('s', STUDENTS), file('p', PROJECTS)], { rankWeight: -1 }),
    'configuration:1:1 setting',
  ],
  [
    'a forced pair of nobody',
    () =>
      outcome([file('s', STUDENTS), file('p', PROJECTS)], { forced: [{ student: 's9', projects: ['p1'] }] }),
    'configuration:1:1 unknown',
  ],
  [
    'all at once',
    () => row('Ana,s1,A,p9,p2,,1,x,,\n,,B,p1,,,1,,,'),
    's:2:10 unknown\ns:2:19 not-a-number\ns:3:2 missing-value',
  ],
]

for (const [name, act, expected] of [...fine, ...bad])
  test(name, async () => assert.equal(await act(), expected))

test('at least 40 bad inputs are among these', () => assert.ok(bad.length >= 40))

test('one JSON document', () => {
  const students = [{ id: 's1', choices: [{ project: 'p1', rank: 1 }] }]
  assert.ok(readDocument({ students, projects: [{ id: 'p1', lecturer: 'Marie' }] }).ok)
  const wrong = readDocument({ students, projects: [{ id: 'p2', lecturer: 'Marie', capacity: 'many' }] })
  assert.deepEqual(
    wrong.ok ? [] : wrong.problems.map((problem) => ('path' in problem ? problem.path : problem.code)),
    ['projects.0.capacity'],
  )
  assert.equal(readDocument(null).ok, false)
})
