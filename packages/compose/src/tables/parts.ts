import { flag, list, number, object, pairs, type Shape, text, texts, whole } from './shape.ts'

/** Attributes that several tables share. */
export const command: Shape = {
  text: {},
  nothing: true,
  list: { of: text() },
  as: 'command',
  merge: 'replace',
  always: true,
}

const hookFields = {
  command,
  user: text(),
  privileged: flag(),
  working_dir: text(),
  environment: pairs('environment'),
}

export const hook = object(hookFields, { required: ['command'] })

/** A hook that runs before the service may use an image of its own, or once for all replicas. */
export const startHook = object({ ...hookFields, image: text(), per_replica: flag() })

export const extraHosts = (): Shape => ({
  object: { keys: { pattern: /.+/s, of: { text: {}, list: { of: text() }, as: 'text' } } },
  list: { of: text(), unique: true },
  as: 'hosts',
  merge: 'hosts',
})

const ulimit: Shape = {
  ...whole({ cast: 'whole' }),
  object: {
    fields: new Map([
      ['soft', whole({ cast: 'whole' })],
      ['hard', whole({ cast: 'whole' })],
    ]),
    required: ['soft', 'hard'],
    extensions: true,
  },
  as: 'ulimit',
  merge: 'replace',
}

export const ulimits: Shape = {
  object: { keys: { pattern: /^[a-z]+$/, of: ulimit }, open: true },
  as: 'record',
}

const fileMountFields = {
  source: text(),
  target: text(),
  uid: text(),
  gid: text(),
  mode: number('mode', { keep: true }),
}

/** Secrets or configs of a service, as names or in full. */
export const fileMounts = (identity: 'secret' | 'config' | undefined, secret: boolean): Shape =>
  list(
    {
      ...object(fileMountFields),
      text: {},
      canonical: 'file-mount',
      ...(secret && { fallback: 'secret' as const }),
    },
    identity ? { identity } : {},
  )

export const deviceRequest = (required: boolean): Shape =>
  object(
    {
      capabilities: texts({ unique: true }),
      driver: text(),
      count: { text: {}, number: { whole: true }, as: 'device-count' },
      device_ids: texts({ unique: true }),
      options: pairs('mapping'),
    },
    {
      ...(required ? { required: ['capabilities'] } : { open: true }),
      fallback: 'device-request',
      check: 'device-request',
    },
  )
