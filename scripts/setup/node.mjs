import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nodeLink, tools } from './places.mjs'

const wanted = 24
const version = '24.21.0'
const installed = join(tools, 'node', 'node_modules', 'node', 'bin', 'node')

/** The right Node: the machine's if it is new enough, else the npm package `node`. */
export function node() {
  const target = Number(process.versions.node.split('.')[0]) >= wanted ? process.execPath : installed
  return {
    name: 'node',
    missing() {
      if (!existsSync(target))
        return `Node ${process.versions.node} is too old; installing ${version} beside it`
      return linkedTo(target) ? false : 'linking'
    },
    async make(run) {
      if (!existsSync(target)) {
        const prefix = join(tools, 'node')
        mkdirSync(prefix, { recursive: true })
        await run('npm', ['install', '--prefix', prefix, '--no-save', '--no-package-lock', `node@${version}`])
      }
      mkdirSync(dirname(nodeLink), { recursive: true })
      rmSync(nodeLink, { force: true })
      symlinkSync(target, nodeLink)
    },
  }
}

function linkedTo(target) {
  try {
    return readlinkSync(nodeLink) === target
  } catch {
    return false
  }
}
