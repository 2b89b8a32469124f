/** What a status means to the eye; each tone has its own colour and its own shape. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'
