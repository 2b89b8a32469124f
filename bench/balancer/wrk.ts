import { run } from '@keelson/engine'

export type Measured = { perSecond: number; p99Ms: number }

/**
 * Keeps so many connections busy for some seconds.
 * @throws when an answer is not what it must be
 */
export async function wrk(
  url: string,
  { host, cpu, connections, seconds }: { host: string; cpu: string; connections: number; seconds: number },
): Promise<Measured> {
  const { code, stdout, stderr } = await run(
    [
      ...(['taskset', '-c', cpu, 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency'] as const),
      ...['-H', `Host: ${host}`, url],
    ],
    { environment: process.env },
  )
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  const [, p99 = '', unit = ''] = /\s99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  if (code !== 0 || !(perSecond > 0) || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(`wrk ${url} said: ${stdout}${stderr}`)
  return { perSecond, p99Ms: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN) }
}
