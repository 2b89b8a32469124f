/** The nodes still to settle, nearest first. A node may stand in it several times; the nearest comes out first. */
export class Heap {
  #keys: Float64Array = new Float64Array(1024)
  #nodes: Int32Array = new Int32Array(1024)
  size = 0

  push(key: number, node: number): void {
    if (this.size === this.#keys.length) this.#grow()
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((this.#keys[parent] as number) <= key) break
      this.#move(parent, at)
      at = parent
    }
    this.#keys[at] = key
    this.#nodes[at] = node
  }

  /** The key of what `pop` would take; only where `size` is not 0. */
  get nearest(): number {
    return this.#keys[0] as number
  }

  pop(): number {
    const top = this.#nodes[0] as number
    const last = --this.size
    const key = this.#keys[last] as number
    const node = this.#nodes[last] as number
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= last) break
      if (child + 1 < last && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++
      if ((this.#keys[child] as number) >= key) break
      this.#move(child, at)
      at = child
    }
    this.#keys[at] = key
    this.#nodes[at] = node
    return top
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from] as number
    this.#nodes[to] = this.#nodes[from] as number
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2)
    keys.set(this.#keys)
    this.#keys = keys
    const nodes = new Int32Array(this.#nodes.length * 2)
    nodes.set(this.#nodes)
    this.#nodes = nodes
  }
}
