import { type Registry, type RegistryAnswer, RegistryId } from '@keelson/protocol'
import { ago, project, type World } from './world.ts'

type Asked = { params: Record<string, string>; body: Record<string, unknown> }

const id = (n: number) => RegistryId.parse(`00000000-0000-4000-8000-0000000000b${n}`)

export const someRegistries = (): Registry[] => [
  {
    id: id(1),
    host: 'registry.example.org',
    project: null,
    username: 'keelson',
    changedAt: ago(86_400 * 20),
  },
  {
    id: id(2),
    host: 'harbour-authority-container-registry.eu-central-1.example.net:5000',
    project: project('shop'),
    username: 'a-robot-account-with-a-long-name',
    changedAt: ago(86_400 * 2),
  },
]

/** Registries of a recorded server; one refuses, as after a password has changed. */
export const registryAnswers = {
  registries: (world: World): Registry[] => world.registries,
  addRegistry: (world: World, { body }: Asked): Registry => {
    const added: Registry = {
      id: RegistryId.parse(crypto.randomUUID()),
      host: String(body.host),
      project: typeof body.project === 'string' ? project(body.project) : null,
      username: String(body.username),
      changedAt: ago(0),
    }
    world.registries = [...world.registries, added]
    return added
  },
  changeRegistry: (world: World, { params, body }: Asked): Registry => {
    const [first] = world.registries
    const found = world.registries.find((one) => one.id === params.registry) ?? first
    if (!found) throw new Error('There is no registry in this world.')
    const changed = { ...found, username: String(body.username), changedAt: ago(0) }
    world.registries = world.registries.map((one) => (one === found ? changed : one))
    return changed
  },
  deleteRegistry: (world: World, { params }: Asked) => {
    world.registries = world.registries.filter((one) => one.id !== params.registry)
    return {}
  },
  checkRegistry: (world: World, { params }: Asked): RegistryAnswer =>
    world.registries.find((one) => one.id === params.registry)?.project === null
      ? { state: 'accepted', said: '' }
      : { state: 'refused', said: 'unauthorized: authentication required' },
}
