import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  connect,
  LABEL,
  listContainers,
  listNetworks,
  listVolumes,
  removeContainer,
  removeNetwork,
  removeVolume,
} from '@keelson/engine'

export const docker = connect()
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export type Finished = { code: number; out: string; err: string }

/** A folder with Compose files, under a name of its own, and the real program run in it. */
export class TestProject {
  readonly name = `kcli-${randomBytes(4).toString('hex')}`
  readonly folder = mkdtempSync(join(tmpdir(), 'keelson-cli-'))

  constructor(files: Readonly<Record<string, string>>) {
    for (const [file, text] of Object.entries(files)) this.write(file, text)
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** Runs `keelson ARGUMENTS` in the folder to its end. */
  run(...argv: string[]): Promise<Finished> {
    return this.start(argv).finished
  }

  /** Starts it; `signal` is for the process itself. */
  start(argv: readonly string[], { stdin = 'closed' }: { stdin?: 'open' | 'closed' } = {}) {
    const env = { ...process.env, COMPOSE_PROJECT_NAME: this.name, NO_COLOR: '1' }
    let out = ''
    let code: (code: number) => void
    const exited = new Promise<number>((resolve) => {
      code = resolve
    })
    const child = execFile(process.execPath, [main, ...argv], { cwd: this.folder, env })
    let err = ''
    child.stdout?.on('data', (text) => {
      out += text
    })
    child.stderr?.on('data', (text) => {
      err += text
    })
    child.on('close', (status) => code(status ?? -1))
    if (stdin === 'closed') child.stdin?.end()
    return {
      child,
      output: () => out,
      errors: () => err,
      finished: exited.then((status) => ({ code: status, out, err })),
    }
  }

  async containers() {
    return listContainers(docker, { all: true, filters: { label: [`${LABEL.project}=${this.name}`] } })
  }

  /** Removes everything with the project's name, and the folder. */
  async remove(): Promise<void> {
    for (const { Id } of await this.containers())
      await removeContainer(docker, Id, { force: true, volumes: true })
    for (const { Id, Labels } of await listNetworks(docker)) {
      if (Labels?.[LABEL.project] === this.name) await removeNetwork(docker, Id)
    }
    for (const { Name, Labels } of await listVolumes(docker)) {
      if (Labels?.[LABEL.project] === this.name) await removeVolume(docker, Name)
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
