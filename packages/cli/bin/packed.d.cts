export const often: readonly string[]
export function findPacked(home?: string): string | undefined
export function runPacked(file: string, words: readonly string[]): void
