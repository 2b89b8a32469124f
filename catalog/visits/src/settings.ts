/** Where to listen and where Redis is. */
export type Settings = { port: number; redis: { host: string; port: number }; logLevel: string }

/**
 * Reads the environment: `BIND_PORT`, `REDIS_HOST`, `REDIS_PORT`, `LOG_LEVEL`.
 * @throws with the name of the variable and what it should hold.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  return {
    port: readPort('BIND_PORT', 5000),
    redis: { host: environment.REDIS_HOST || 'redis', port: readPort('REDIS_PORT', 6379) },
    logLevel: environment.LOG_LEVEL || 'info',
  }

  function readPort(name: string, fallback: number): number {
    const text = environment[name] || String(fallback)
    const port = Number(text)
    if (!/^\d+$/.test(text) || port < 1 || port > 65535)
      throw new Error(`${name} is "${text}". Give a port number from 1 to 65535.`)
    return port
  }
}
