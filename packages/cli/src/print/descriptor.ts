import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { isatty, WriteStream } from 'node:tty'

/**
 * A stream to a file descriptor in which what is written is out, or has failed, before anything else happens, as Node's
 * own standard output is on Linux. That of other runtimes is not, and loses at the exit what a slow reader has not read.
 */
export class Descriptor extends Writable {
  readonly isTTY: boolean
  readonly #number: number

  constructor(number: number) {
    super({ decodeStrings: true })
    this.#number = number
    this.isTTY = isatty(number)
  }

  /** How wide the terminal is; absent where there is none. */
  get columns(): number | undefined {
    return this.isTTY ? new WriteStream(this.#number).columns : undefined
  }

  override _write(data: Buffer, _encoding: string, done: (error?: Error) => void): void {
    try {
      for (let at = 0; at < data.length; ) at += this.#writeSome(data, at)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  /** How much was taken; 0 where nothing can be for now, which only a pipe says that somebody told never to block. */
  #writeSome(data: Buffer, at: number): number {
    try {
      return writeSync(this.#number, data, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL)
      return 0
    }
  }
}

/** Milliseconds after which a pipe that was full is tried again. */
const FULL = 2
