/** A node of a network, counted from 0. */
export type Node = number
/** An arc as `connect` numbered it; arc ^ 1 is its way back. */
export type Arc = number

/**
 * A directed network with whole capacities and a flow on it. Arcs lie in pairs, an arc and its residual way back,
 * so that pushing one unit is one subtraction and one addition.
 */
export class Network {
  readonly nodes: number
  arcs = 0
  /** Where an arc ends. */
  to: Int32Array
  /** How much more it can carry: capacity less flow; on the way back, the flow. */
  left: Int32Array
  #next: Int32Array
  readonly #first: Int32Array

  constructor(nodes: number, expectedArcs = 64) {
    this.nodes = nodes
    this.#first = new Int32Array(nodes).fill(-1)
    this.to = new Int32Array(expectedArcs * 2)
    this.left = new Int32Array(expectedArcs * 2)
    this.#next = new Int32Array(expectedArcs * 2)
  }

  /** Adds an arc that carries `flow` already; gives its number, which is even. */
  connect(from: Node, to: Node, capacity: number, flow = 0): Arc {
    const arc = this.arcs
    if (arc + 2 > this.to.length) this.#grow()
    this.#put(arc, from, to, capacity - flow)
    this.#put(arc + 1, to, from, flow)
    this.arcs += 2
    return arc
  }

  /** The first arc out of a node, or -1. */
  firstOf(node: Node): Arc {
    return this.#first[node] as number
  }

  /** The next arc out of the same node, or -1. */
  after(arc: Arc): Arc {
    return this.#next[arc] as number
  }

  from(arc: Arc): Node {
    return this.to[arc ^ 1] as number
  }

  flow(arc: Arc): number {
    return this.left[arc | 1] as number
  }

  push(arc: Arc, amount: number): void {
    this.left[arc] = (this.left[arc] as number) - amount
    this.left[arc ^ 1] = (this.left[arc ^ 1] as number) + amount
  }

  /** Makes an arc keep its flow for good: neither more nor less of it can be sent. */
  freeze(arc: Arc): void {
    this.#frozen.set(arc & ~1, this.flow(arc))
    this.left[arc] = 0
    this.left[arc ^ 1] = 0
  }

  /** The flow of an arc, frozen or not. */
  carried(arc: Arc): number {
    return this.#frozen.get(arc) ?? this.flow(arc)
  }

  isFrozen(arc: Arc): boolean {
    return this.#frozen.has(arc & ~1)
  }

  readonly #frozen = new Map<Arc, number>()

  #put(arc: Arc, from: Node, to: Node, left: number): void {
    this.to[arc] = to
    this.left[arc] = left
    this.#next[arc] = this.#first[from] as number
    this.#first[from] = arc
  }

  #grow(): void {
    for (const name of ['to', 'left'] as const) this[name] = doubled(this[name])
    this.#next = doubled(this.#next)
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
