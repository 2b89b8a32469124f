import { flag, list, number, object, pairs, type Shape, text } from './shape.ts'

const mount: Shape = {
  ...object(
    {
      type: text({ allowed: ['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'] }),
      source: text(),
      target: text(),
      read_only: flag({ cast: 'flag' }),
      consistency: text(),
      bind: object({
        selinux: text({ allowed: ['z', 'Z'] }),
        propagation: text(),
        create_host_path: flag({ as: 'opt-out' }),
        recursive: text({ allowed: ['enabled', 'disabled', 'writable', 'readonly'] }),
      }),
      volume: object({
        labels: pairs('mapping', { merge: 'sequence' }),
        nocopy: flag({ cast: 'flag' }),
        subpath: text(),
      }),
      tmpfs: object({
        size: { text: {}, number: { whole: true, min: 0 }, as: 'bytes' },
        mode: number('small-count'),
      }),
      image: object({ subpath: text() }),
    },
    { required: ['type'] },
  ),
  text: {},
  canonical: 'mount',
  path: 'mount',
}

/** `volumes` of a service. */
export const mounts: Shape = list(mount, { unique: true, identity: 'mount' })

/** `devices` of a service. */
export const devices: Shape = list(
  {
    ...object({ source: text(), target: text(), permissions: text() }, { required: ['source'] }),
    text: {},
    canonical: 'device',
  },
  { identity: 'device' },
)
