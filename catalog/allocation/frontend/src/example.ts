/** A small made-up department, to try without files. */
export function exampleFiles(): File[] {
  const names = 'Ana Bruno Carla Diego Elena Farid Greta Hugo Irene Javier Katia Liam'.split(' ')
  const titles = 'Tides|Bees|Bridges|Lasers|Soil|Comets|Reefs|Robots|Wine|Maps|Clouds|Bats|Glass|Moss'.split(
    '|',
  )
  const sups = ['Marie', 'Alan', 'Rosalind', 'Emmy']
  const students = names.map((name, n) => {
    // Everybody likes the first projects: that is what makes it hard.
    const liked = [n % 3, 1 + (n % 4), 3 + ((n * 5) % 7), 6 + ((n * 3) % 8)]
    const choices = [...new Set(liked)].map((project) => `p${project + 1}`)
    while (choices.length < 4) choices.push('')
    const ranks = choices.map((project, place) => (project ? place + 1 : ''))
    return [name, `s${n + 1}`, name.slice(0, 1), ...choices, ...ranks, ''].join(',')
  })
  const projects = titles.map((title, n) => {
    const sup = sups[n % sups.length] ?? ''
    return `p${n + 1},${title},${sup},${sup.toLowerCase()}@example.org`
  })
  const file = (name: string, lines: string[]) =>
    new File([`${lines.join('\n')}\n`], name, { type: 'text/csv' })
  return [
    file('students.csv', ['name,EEID,Namei,P1,P2,P3,P4,N1,N2,N3,N4,COMMENTS', ...students]),
    file('projects.csv', ['PID,TITLE,SUP,Email', ...projects]),
  ]
}
