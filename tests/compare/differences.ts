/** Where two trees differ, a line each: the place, what the first says, what the second says. */
export function differences(theirs: unknown, ours: unknown, at = ''): string[] {
  if (isTree(theirs) && isTree(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    return keys.flatMap((key) => differences(theirs[key], ours[key], at === '' ? key : `${at} ${key}`))
  }
  const [left, right] = [short(theirs), short(ours)]
  return JSON.stringify(theirs) === JSON.stringify(ours) ? [] : [`${at}: ${left}, ours ${right}`]
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 160 ? `${text.slice(0, 157)}...` : text
}
