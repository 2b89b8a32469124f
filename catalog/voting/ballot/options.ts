/** One thing to vote for. The id is what travels and is stored: `a`, `b`, `c`… in the order of the ballot. */
export type Option = { id: string; name: string }

const LONGEST_NAME = 40
const MOST_OPTIONS = 8

/**
 * Reads the ballot from the environment: `OPTIONS` (names with commas between them), or `OPTION_A` and `OPTION_B`.
 * @throws with the variable and what it should hold.
 */
export function readOptions(environment: Record<string, string | undefined>): Option[] {
  const variable = environment.OPTIONS?.trim() ? 'OPTIONS' : 'OPTION_A and OPTION_B'
  const names = environment.OPTIONS?.trim()
    ? environment.OPTIONS.split(',').map((name) => name.trim())
    : [environment.OPTION_A?.trim() || 'Cats', environment.OPTION_B?.trim() || 'Dogs']

  const refuse = (reason: string) => new Error(`${variable}: ${reason}`)
  if (names.length < 2 || names.length > MOST_OPTIONS)
    throw refuse(`${names.length} given; a ballot has 2 to ${MOST_OPTIONS} options.`)
  if (names.some((name) => name === '')) throw refuse('an option has no name.')
  const long = names.find((name) => name.length > LONGEST_NAME)
  if (long) throw refuse(`"${long}" is longer than ${LONGEST_NAME} characters.`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw refuse(`"${twice}" is there twice.`)

  return names.map((name, index) => ({ id: String.fromCharCode(97 + index), name }))
}
