/** How good an allocation is proven to be. */
export type Proof = {
  method: 'flow' | 'stable' | 'integer programme' | 'by hand'
  objective: number
  /** No allocation costs less; null where the mode has no single cost. */
  bound: number | null
  gap: number | null
  /** Nothing better exists in the sense of the mode. */
  proven: boolean
  seconds: number
}
