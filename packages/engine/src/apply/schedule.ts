type Node = { id: string; after: readonly string[] }

/**
 * Runs every node once all nodes in its `after` are over, at most `limit` at a time; nodes named first go first.
 * Those for which `waits` is true only wait and do not count. After a failure nothing new begins, what runs is
 * let finish, and the first failure is thrown.
 */
export async function schedule<N extends Node>(
  nodes: readonly N[],
  run: (node: N) => Promise<void>,
  options: { limit: number; waits?: (node: N) => boolean; signal?: AbortSignal | undefined },
): Promise<void> {
  const ids = new Set(nodes.map(({ id }) => id))
  const pending = new Map<string, number>()
  const followers = new Map<string, N[]>()
  for (const node of nodes) {
    const before = new Set(node.after.filter((id) => ids.has(id)))
    pending.set(node.id, before.size)
    for (const id of before) {
      const list = followers.get(id)
      if (list) list.push(node)
      else followers.set(id, [node])
    }
  }
  const ready = nodes.filter(({ id }) => pending.get(id) === 0)
  let left = nodes.length
  let running = 0
  let counted = 0
  let failure: { error: unknown } | undefined
  if (left === 0) return
  await new Promise<void>((resolve, reject) => {
    const settle = () => {
      if (running > 0) return
      if (failure) reject(failure.error)
      else if (left === 0) resolve()
      else if (ready.length === 0) reject(new Error('The steps wait for each other in a circle.'))
    }
    const begin = () => {
      if (options.signal?.aborted) failure ??= { error: options.signal.reason }
      for (let index = 0; index < ready.length && !failure; ) {
        const node = ready[index]
        if (!node) break
        const free = options.waits?.(node) ?? false
        if (!free && counted >= options.limit) {
          index += 1
          continue
        }
        ready.splice(index, 1)
        start(node, free)
      }
      settle()
    }
    const start = (node: N, free: boolean) => {
      running += 1
      if (!free) counted += 1
      run(node)
        .then(
          () => {
            for (const follower of followers.get(node.id) ?? []) {
              const rest = (pending.get(follower.id) ?? 1) - 1
              pending.set(follower.id, rest)
              if (rest === 0) ready.push(follower)
            }
          },
          (error) => {
            failure ??= { error }
          },
        )
        .finally(() => {
          running -= 1
          left -= 1
          if (!free) counted -= 1
          begin()
        })
    }
    begin()
  })
}
