import { external, network } from './network.ts'
import { service } from './service.ts'
import { named, object, oneOrMore, options, pairs, type Shape, text, texts } from './shape.ts'

const volume: Shape = {
  ...object({
    name: text(),
    driver: text(),
    driver_opts: options(),
    external,
    labels: pairs('labels', { merge: 'sequence' }),
  }),
  nothing: true,
  canonical: 'external',
  path: 'driver-options',
  check: 'volume',
}

const looseExternal: Shape = {
  ...external,
  object: { fields: new Map([['name', text()]]), extensions: true, open: true },
}

const secret: Shape = object(
  {
    name: text(),
    file: text({ path: 'unix' }),
    environment: text(),
    external: looseExternal,
    labels: pairs('labels'),
    driver: text(),
    driver_opts: options(),
    template_driver: text(),
  },
  { canonical: 'external', check: 'secret' },
)

const config: Shape = object(
  {
    name: text(),
    file: text({ path: 'unix' }),
    environment: text(),
    content: text(),
    external: looseExternal,
    labels: pairs('labels'),
    template_driver: text(),
  },
  { canonical: 'external', check: 'config' },
)

const model: Shape = object(
  {
    name: text(),
    model: text({ always: true }),
    context_size: { number: { whole: true }, as: 'whole' },
    runtime_flags: texts(),
  },
  { required: ['model'] },
)

const include: Shape = {
  ...object({ path: oneOrMore(), env_file: oneOrMore(), project_directory: text() }, { closed: true }),
  text: {},
}

/** A whole Compose file. */
export const project: Shape = object({
  version: text({ as: 'ignored', obsolete: 'It has no effect.' }),
  name: text(),
  include: { list: { of: include }, as: 'ignored' },
  services: named(service, { always: true }),
  networks: named(network, { open: true }),
  volumes: named(volume),
  secrets: named(secret),
  configs: named(config),
  models: named(model, { open: true }),
})
