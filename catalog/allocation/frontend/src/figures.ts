import type { Outcome } from './api.ts'

/** The figures of a result, in the order of the page; names are words. */
export function figuresOf({
  metrics,
  proof,
}: Outcome): { name: string; value: number | string; title: string }[] {
  const { rank, load, unfair, blocking } = metrics
  const pairs = (list: { student: string; project: string }[]) =>
    list
      .slice(0, 40)
      .map(({ student, project }) => `${student} → ${project}`)
      .join('\n')
  const figures = [
    { name: 'cost', value: proof.objective },
    ...(proof.bound === null ? [] : [{ name: 'bound', value: proof.bound }]),
    { name: 'allocated', value: metrics.allocated },
    { name: 'meanRank', value: rank.mean },
    { name: 'medianRank', value: rank.median },
    { name: 'maxRank', value: rank.max },
    { name: 'variance', value: rank.variance },
    { name: 'unfair', value: unfair.count, title: pairs(unfair.pairs) },
    { name: 'unfairTotal', value: unfair.total },
    { name: 'unfairMean', value: unfair.mean },
    { name: 'maxLoad', value: load.max },
    { name: 'deviation', value: load.deviation },
    metrics.stable
      ? { name: 'stable', value: 'yes' }
      : { name: 'blocking', value: blocking.length, title: pairs(blocking) },
  ]
  return figures.map((figure) => ({ title: '', ...figure }))
}
