// What both sides must agree on.

/** Characters of a message, counted as people see them at best: code points. */
export const textLimit = 4000
/** Characters of a person's or a room's name. */
export const nameLimit = 40
export const passwordLeast = 8
export const passwordMost = 200
/** Messages on one page of history, and in one answer to what was missed. */
export const pageSize = 50
export const replaySize = 200
/** Bytes of a photo as it is sent. */
export const photoLimit = 5 * 2 ** 20
/** Milliseconds after the last key until somebody no longer types. */
export const typingMs = 3000
