import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What stands on the engine, by docker's own command line: an independent witness. */
export type Inventory = { containers: string[]; images: string[]; networks: string[]; volumes: string[] }

export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('/usr/bin/docker', args, { maxBuffer: 2 ** 26 })
  return stdout
}

async function lines(...args: string[]): Promise<string[]> {
  return (await docker(...args)).split('\n').filter(Boolean).sort()
}

/** Everything on the engine that carries a label, `name=value`. */
export async function inventory(label: string): Promise<Inventory> {
  const filter = ['--filter', `label=${label}`]
  const [containers, images, networks, volumes] = await Promise.all([
    lines('ps', '-a', ...filter, '--format', '{{.Names}}'),
    lines('images', '-a', ...filter, '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'),
    lines('network', 'ls', ...filter, '--format', '{{.Name}}'),
    lines('volume', 'ls', ...filter, '--format', '{{.Name}}'),
  ])
  return { containers, images, networks, volumes }
}
