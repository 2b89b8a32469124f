import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { forgetDead } from './forget-dead.mjs'
import { canInstall, found, install } from './packages.mjs'

const socket = '/var/run/docker.sock'
const logFile = '/var/log/keelson-dockerd.log'

/** A Docker Engine that answers: the one that is there, else Debian's, started here with these variables. */
export function engine(variables = {}) {
  const host = process.env.DOCKER_HOST ?? `unix://${socket}`
  return {
    name: 'engine',
    async missing() {
      if (await answers(host)) return false
      return process.env.DOCKER_HOST ? `waiting for ${host}` : 'starting a Docker Engine'
    },
    async make(run) {
      if (process.env.DOCKER_HOST) {
        throw new Error(`No Docker Engine answers at DOCKER_HOST=${host}. Start it, or unset DOCKER_HOST.`)
      }
      if (!canInstall()) {
        throw new Error(
          `No Docker Engine answers at ${socket}. Start Docker, or point DOCKER_HOST at an engine, or run this ` +
            'as root on Debian or Ubuntu, where Keelson installs docker.io and starts it.',
        )
      }
      const names = ['docker.io', 'iptables', 'cgroupfs-mount', 'ca-certificates']
      if (!found('dockerd')) await install(run, names)
      if (readdirSync('/sys/fs/cgroup').length === 0 && found('cgroupfs-mount'))
        await run('cgroupfs-mount', [])
      const mayStart = await forgetDead('/var/run/docker.pid', 'dockerd')
      // A containerd that outlived its dockerd is taken over by the next one.
      if (mayStart) await forgetDead('/var/run/docker/containerd/containerd.pid', 'containerd', 0)
      const ended = mayStart ? startDetached(variables) : () => false
      await until(() => answers(host), ended, 60_000)
    },
  }
}

/** dockerd outlives us: what is deployed keeps running. Gives a function that says whether it has ended already. */
function startDetached(variables) {
  mkdirSync('/var/log', { recursive: true })
  const log = openSync(logFile, 'a')
  const env = { ...process.env, ...variables }
  const dockerd = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log], env })
  dockerd.unref()
  return () => dockerd.exitCode !== null || dockerd.signalCode !== null
}

async function until(ready, ended, milliseconds) {
  const end = Date.now() + milliseconds
  while (!(await ready())) {
    if (ended()) throw new Error(`dockerd ended. Its last words:\n${lastWords()}`)
    if (Date.now() > end)
      throw new Error(`dockerd did not answer within a minute. Its last words:\n${lastWords()}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function lastWords() {
  return existsSync(logFile)
    ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
    : '(none)'
}

function answers(host) {
  const url = new URL(host)
  // TLS and ssh endpoints are the engine client's matter; here only reachability of the plain ones is asked.
  if (url.protocol !== 'unix:' && url.protocol !== 'tcp:' && url.protocol !== 'http:')
    return Promise.resolve(true)
  const where =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 }
  return new Promise((resolve) => {
    const ping = request({ ...where, path: '/_ping', timeout: 5000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    ping.on('timeout', () => ping.destroy())
    ping.on('error', () => resolve(false))
    ping.end()
  })
}
