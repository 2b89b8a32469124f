export type Family = {
  name: string
  kind: 'gauge' | 'counter'
  help: string
  samples: { labels?: Record<string, string>; value: number }[]
}

/** The lines of one metric in Prometheus' text format. */
export const family = (
  name: Family['name'],
  kind: Family['kind'],
  help: Family['help'],
  samples: Family['samples'],
): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${kind}`,
  ...samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`)
    return `${name}${pairs.length ? `{${pairs.join(',')}}` : ''} ${value}`
  }),
]
