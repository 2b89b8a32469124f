export function handOver(node: string, file: string): void
