export function handOver(program: string, words: readonly string[]): void
