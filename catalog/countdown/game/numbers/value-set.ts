/** A set of positive 32-bit numbers that is filled, asked and emptied millions of times: open addressing, no boxing. */
export class ValueSet {
  /** The members, in the order in which they came; the first `size` count. */
  readonly values: Int32Array
  size = 0
  readonly #slots: Int32Array
  readonly #mask: number

  /** @param capacity the most members that it will ever hold */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2 + 1))
    this.values = new Int32Array(capacity)
    this.#slots = new Int32Array(slots)
    this.#mask = slots - 1
  }

  add(value: number): void {
    const slots = this.#slots
    let at = Math.imul(value, 0x9e3779b1) >>> 7
    for (;;) {
      at &= this.#mask
      const held = slots[at]
      if (held === value) return
      if (held === 0) break
      at++
    }
    slots[at] = value
    this.values[this.size++] = value
  }

  has(value: number): boolean {
    const slots = this.#slots
    let at = Math.imul(value, 0x9e3779b1) >>> 7
    for (;;) {
      at &= this.#mask
      const held = slots[at]
      if (held === value) return true
      if (held === 0) return false
      at++
    }
  }

  clear(): void {
    this.#slots.fill(0)
    this.size = 0
  }
}
