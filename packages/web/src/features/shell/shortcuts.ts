/** What a key does, as the list of shortcuts and the listener know it. `g` stands before those of `places`. */
export const places = {
  p: 'projects',
  c: 'catalog',
  b: 'balancer',
  j: 'jobs',
  a: 'activity',
  s: 'settings',
} as const

/** Each with its keys, pressed one after the other; a `+` joins those pressed together. */
export const shortcuts: { name: string; keys: string[] }[] = [
  { name: 'palette', keys: ['Ctrl+K'] },
  { name: 'help', keys: ['?'] },
  { name: 'add', keys: ['n'] },
  { name: 'undo', keys: ['Ctrl+Z'] },
  ...Object.entries(places).map(([key, name]) => ({ name, keys: ['g', key] })),
]
