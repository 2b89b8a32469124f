import type { DeployKey } from '@keelson/protocol'
import { ago, project, type World } from './world.ts'

type Asked = { params: Record<string, string> }
const publicKey = (seed: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${seed.repeat(8)} keelson`
const key = (seed: string) => ({ publicKey: publicKey(seed), fingerprint: `SHA256:${seed.repeat(7)}` })

export const someKeys = (): DeployKey[] => [
  {
    project: null,
    ...key('q8Zt2p'),
    usedBy: ['voting', 'countdown'].map(project),
    changedAt: null,
    next: null,
  },
  {
    project: project('shop'),
    ...key('m4Xc7d'),
    usedBy: [project('shop')],
    changedAt: ago(86_400 * 40),
    next: null,
  },
]

function change(world: World, { params }: Asked, make: (key: DeployKey) => DeployKey): DeployKey {
  const [general] = world.deployKeys
  const own = world.deployKeys.find((one) => one.project === params.project)
  if (!general) throw new Error('There are no keys in this world.')
  if (!own) {
    const name = project(params.project ?? '')
    const made = make({ ...general, project: name, usedBy: [name] })
    const usedBy = general.usedBy.filter((one) => one !== name)
    world.deployKeys = [{ ...general, usedBy }, ...world.deployKeys.slice(1), made]
    return made
  }
  const changed = make(own)
  world.deployKeys = world.deployKeys.map((one) => (one === own ? changed : one))
  return changed
}

/** Keys of a recorded server; its git servers learn a new one at once. */
export const keyAnswers = {
  deployKeys: (world: World) => world.deployKeys,
  beginKeyChange: (world: World, asked: Asked) =>
    change(world, asked, (one) => ({ ...one, next: key('w9Rb5k') })),
  finishKeyChange: (world: World, asked: Asked) =>
    change(world, asked, (one) => ({ ...one, ...one.next, next: null, changedAt: ago(0) })),
  dropNextKey: (world: World, asked: Asked) => change(world, asked, (one) => ({ ...one, next: null })),
}
