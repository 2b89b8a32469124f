/**
 * What a command wrote without what is another one's each time it runs, and without what is no answer: the ids of
 * containers, how a terminal's line is cleared, how wide the column of names is, and the lines that say whose output
 * follows and that Ctrl-C was heard.
 */
export const plain = (output: string): string =>
  output
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replaceAll('\r\x1b[K', '')
    .replace(/^(Attaching to .*|Gracefully Stopping.*)\n/gm, '')
    .replace(/^(\S+) +\| /gm, '$1 | ')
