import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, engineInfo } from '../src/index.ts'

/**
 * A Docker Engine of the test's own, in a network namespace of its own, which may be ended and begun again.
 * `disk` (as `mount` takes sizes) bounds what it can store. Needs root and `dockerd`.
 */
export async function ownEngine({ disk }: { disk?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-engine-own-'))
  const data = join(folder, 'data')
  const address = `unix://${join(folder, 'docker.sock')}`
  mkdirSync(data)
  if (disk) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}`, 'keelson-test', data])
  const docker = connect({ host: address })
  let daemon: ChildProcess | undefined

  async function begin(): Promise<void> {
    const options = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs']
    const places = [
      '--data-root',
      data,
      '--exec-root',
      join(folder, 'exec'),
      '--pidfile',
      join(folder, 'pid'),
    ]
    daemon = spawn('unshare', ['-n', 'dockerd', '-H', address, ...places, ...options], { stdio: 'ignore' })
    // It first looks after what it left.
    for (const end = Date.now() + 60_000; ; await pause(100)) {
      if (await engineInfo(docker).catch(() => undefined)) return
      if (Date.now() > end) throw new Error('The engine did not answer within a minute.')
    }
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return
    const exited = once(daemon, 'exit')
    daemon.kill(signal)
    await exited
    // What it started dies with it, but where nobody asks after its end it seems to live.
    rmSync(join(folder, 'exec', 'containerd', 'containerd.pid'), { force: true })
  }

  await begin()
  return {
    docker,
    begin,
    end,
    /** Gives it another amount of space. */
    resize: (size: string) => execFileSync('mount', ['-o', `remount,size=${size}`, data]),
    async remove(): Promise<void> {
      docker.close()
      await end()
      // What runs containers may outlive the engine.
      for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        if (commandOf(id).includes(folder)) kill(Number(id))
      }
      // Its disk, and what the engine left mounted; the innermost first.
      const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n').reverse()
      for (const [, place = ''] of mounts.map((line) => line.split(' '))) {
        if (place.startsWith(folder)) execFileSync('umount', ['-l', place])
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function commandOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8')
  } catch {
    // It ended meanwhile.
    return ''
  }
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}
