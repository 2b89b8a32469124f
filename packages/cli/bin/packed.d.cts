export const often: readonly string[]
export function findPacked(words: readonly string[], home?: string): string | undefined
export function runPacked(file: string, words: readonly string[]): void
