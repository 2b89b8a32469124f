import { type LogLine, ServiceName } from '@keelson/protocol'

const paths = ['/', '/basket', '/api/products?page=2', '/api/orders', '/static/app.js', '/checkout']
const services = ['web', 'worker', 'web', 'redis', 'web', 'admin']

/** Lines that containers might write; every so often something goes wrong. */
export function serviceLines(count: number, only?: string, from = 0): LogLine[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index
    const name = only ?? services[n % services.length] ?? 'web'
    const bad = n % 29 === 28
    return {
      service: ServiceName.parse(name),
      container: `${name}-${(n % 3) + 1}`,
      stream: bad ? 'stderr' : 'stdout',
      at: new Date(Date.now() - (count - index) * 700).toISOString(),
      line: bad
        ? '\u001b[31mERROR\u001b[0m the bank did not answer within 5 s; trying once more'
        : text(name, n),
    }
  })
}

function text(name: string, n: number): string {
  if (name === 'redis') return `1:M ${n} * Background saving terminated with success`
  if (name === 'worker')
    return `job \u001b[36m${1_000 + n}\u001b[0m thumbnail finished in ${(n * 17) % 400} ms`
  return `\u001b[32m200\u001b[0m GET ${paths[n % paths.length]} \u001b[2m${(n * 7) % 90} ms\u001b[0m`
}
