const words: Readonly<Record<string, string>> = {
  EROFS: 'is read-only',
  ENOSPC: 'is full',
  EDQUOT: 'is over its quota',
  EACCES: 'may not be written',
}

/** What is wrong with the disk that could not be written, as the end of a sentence; undefined for any other error. */
export function diskTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  // A socket may be refused with the same code.
  const isSocket = 'syscall' in error && ['connect', 'listen'].includes(String(error.syscall))
  return isSocket ? undefined : words[String(error.code)]
}
