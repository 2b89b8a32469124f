// The health check of the web containers; their base image has no curl.
const port = process.env.BIND_PORT || '5050'
const healthy = await fetch(`http://localhost:${port}/health`, { signal: AbortSignal.timeout(2000) })
  .then((response) => response.ok)
  .catch(() => false)
process.exit(healthy ? 0 : 1)
