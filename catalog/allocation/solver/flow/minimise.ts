import { Heap } from './heap.ts'
import type { Arc, Network } from './network.ts'

/** What one unit on an arc costs, by the arc's even number halved. */
export type Costs = Float64Array

/**
 * Turns the flow into one of least cost without changing what any node takes in or gives out, and gives the
 * potentials that prove it: no residual arc has a negative reduced cost.
 *
 * Every residual arc of negative cost is filled first, which makes the rest non-negative and leaves surpluses and
 * shortages behind. These are then routed by the primal-dual method: nearest shortage by Dijkstra on reduced costs,
 * then as much as fits along all shortest paths at once (a blocking flow), until nothing is left over. With ranks
 * as costs there are few distinct distances, so few rounds. (Ford and Fulkerson's primal-dual; Dinic's blocking flow;
 * Ahuja, Magnanti and Orlin, “Network Flows”, 9.8 and 7.)
 */
export function minimise(network: Network, costs: Costs): Float64Array {
  const { nodes } = network
  const potential = new Float64Array(nodes)
  const surplus = new Int32Array(nodes)
  const cost = (arc: Arc) => ((arc & 1) === 0 ? (costs[arc >> 1] as number) : -(costs[arc >> 1] as number))
  const reduced = (arc: Arc) =>
    cost(arc) + (potential[network.from(arc)] as number) - (potential[network.to[arc] as number] as number)

  for (let arc = 0; arc < network.arcs; arc++) {
    const left = network.left[arc] as number
    if (left === 0 || cost(arc) >= 0) continue
    const [from, to] = [network.from(arc), network.to[arc] as number]
    surplus[from] = (surplus[from] as number) - left
    surplus[to] = (surplus[to] as number) + left
    network.push(arc, left)
  }

  const distance = new Float64Array(nodes)
  const heap = new Heap()

  /** Raises potentials by the distance from any surplus, as far as the nearest shortage; false: nothing to route. */
  function approach(): boolean {
    distance.fill(Number.POSITIVE_INFINITY)
    heap.size = 0
    for (let node = 0; node < nodes; node++) {
      if ((surplus[node] as number) <= 0) continue
      distance[node] = 0
      heap.push(0, node)
    }
    let nearest = Number.POSITIVE_INFINITY
    while (heap.size > 0) {
      const key = heap.nearest
      if (key >= nearest) break
      const node = heap.pop()
      if (key > (distance[node] as number)) continue
      if ((surplus[node] as number) < 0) {
        nearest = key
        break
      }
      for (let arc = network.firstOf(node); arc >= 0; arc = network.after(arc)) {
        if (network.left[arc] === 0) continue
        const to = network.to[arc] as number
        const through = key + reduced(arc)
        if (through >= (distance[to] as number)) continue
        distance[to] = through
        heap.push(through, to)
      }
    }
    if (nearest === Number.POSITIVE_INFINITY) return false
    for (let node = 0; node < nodes; node++) {
      potential[node] = (potential[node] as number) + Math.min(distance[node] as number, nearest)
    }
    return true
  }

  const level = new Int32Array(nodes)
  const current = new Int32Array(nodes)
  const queue = new Int32Array(nodes)

  /** Numbers the nodes by steps from a surplus along free shortest arcs; false: no shortage is reached. */
  function layer(): boolean {
    level.fill(-1)
    let [head, tail] = [0, 0]
    let reached = false
    for (let node = 0; node < nodes; node++) {
      current[node] = network.firstOf(node)
      if ((surplus[node] as number) <= 0) continue
      level[node] = 0
      queue[tail++] = node
    }
    while (head < tail) {
      const node = queue[head++] as number
      if ((surplus[node] as number) < 0) reached = true
      for (let arc = network.firstOf(node); arc >= 0; arc = network.after(arc)) {
        const to = network.to[arc] as number
        if (network.left[arc] === 0 || level[to] !== -1 || reduced(arc) !== 0) continue
        level[to] = (level[node] as number) + 1
        queue[tail++] = to
      }
    }
    return reached
  }

  const path: Arc[] = []

  /** Sends what it can from one surplus to shortages, layer by layer; each node's arcs are tried once a layering. */
  function send(source: number): void {
    path.length = 0
    let node = source
    while ((surplus[source] as number) > 0) {
      if ((surplus[node] as number) < 0) {
        let amount = Math.min(surplus[source] as number, -(surplus[node] as number))
        for (const arc of path) amount = Math.min(amount, network.left[arc] as number)
        for (const arc of path) network.push(arc, amount)
        surplus[source] = (surplus[source] as number) - amount
        surplus[node] = (surplus[node] as number) + amount
        path.length = 0
        node = source
        continue
      }
      const arc = current[node] as number
      if (arc < 0) {
        const back = path.pop()
        if (back === undefined) return
        node = network.from(back)
        current[node] = network.after(back)
        continue
      }
      const to = network.to[arc] as number
      if (
        (network.left[arc] as number) > 0 &&
        (level[to] as number) === (level[node] as number) + 1 &&
        reduced(arc) === 0
      ) {
        path.push(arc)
        node = to
      } else {
        current[node] = network.after(arc)
      }
    }
  }

  while (approach()) {
    while (layer()) {
      for (let node = 0; node < nodes; node++) if ((surplus[node] as number) > 0) send(node)
    }
  }
  return potential
}

/**
 * Freezes every arc on which all flows of least cost agree in being empty or full, so that a further objective can be
 * optimised among the flows that are best for this one (complementary slackness).
 */
export function keepOptimal(network: Network, costs: Costs, potential: Float64Array): void {
  for (let arc = 0; arc < network.arcs; arc += 2) {
    if (network.isFrozen(arc)) continue
    const reduced =
      (costs[arc >> 1] as number) +
      (potential[network.from(arc)] as number) -
      (potential[network.to[arc] as number] as number)
    if (reduced !== 0) network.freeze(arc)
  }
}
