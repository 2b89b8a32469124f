/** Where Redis is, what to listen on. */
export type Environment = {
  port: number
  logLevel: string
  redis: { host: string; port: number }
}

/** Reads `BIND_PORT`, `REDIS_HOST`, `REDIS_PORT`, `LOG_LEVEL`. @throws with the variable and what it should hold. */
export function readEnvironment(
  environment: Record<string, string | undefined>,
  defaultPort: number,
): Environment {
  const port = (name: string, fallback: number) => {
    const text = environment[name] || String(fallback)
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < 1 || number > 65_535)
      throw new Error(`${name} is "${text}". Give a port number from 1 to 65535.`)
    return number
  }
  return {
    port: port('BIND_PORT', defaultPort),
    logLevel: environment.LOG_LEVEL || 'info',
    redis: { host: environment.REDIS_HOST || 'redis', port: port('REDIS_PORT', 6379) },
  }
}

/** The environment of this process; ends it with one clear line where that is wrong. */
export function environmentOrExit(defaultPort: number): Environment {
  try {
    return readEnvironment(process.env, defaultPort)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
