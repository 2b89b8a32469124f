/** Makes a project name of any text: lower case, only letters, digits, `-` and `_`, no `-` or `_` in front. */
export function normalizeProjectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
}

/** Whether a text may be a project's name as it is. */
export function isProjectName(text: string): boolean {
  return text !== '' && normalizeProjectName(text) === text
}
