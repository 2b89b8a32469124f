/** A name as one can read it: what would move a cursor or break a line is shown as a sign of its own. Pure. */
export const visible = (name: string) =>
  name.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
  })

/** A path of a volume and what is in it. Pure. */
export const inside = (path: string, name: string) => `${path === '/' ? '' : path}/${name}`

/** The way into a path: each folder with its own path, the volume's root first. Pure. */
export function steps(path: string): { name: string; path: string }[] {
  const names = path === '/' ? [] : path.slice(1).split('/')
  return [
    { name: '', path: '/' },
    ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` })),
  ]
}
