export function isFresh(home: string): boolean
