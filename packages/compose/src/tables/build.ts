import { extraHosts, fileMounts, ulimits } from './parts.ts'
import { flag, object, pairs, type Shape, text, texts, whole } from './shape.ts'

const textOrFlag: Shape = { text: {}, flag: true, as: 'text', canonical: 'text-of' }

const contexts = pairs('mapping', { merge: 'sequence', identity: 'key', canonical: 'key-value' })
const context = text({ path: 'context' })

/** `build`: a folder, or everything about building the image. In the reference's printing order. */
export const build: Shape = {
  ...object({
    context,
    dockerfile: text(),
    dockerfile_inline: text(),
    entitlements: texts(),
    args: pairs('environment', { merge: 'sequence', identity: 'key' }),
    provenance: textOrFlag,
    sbom: textOrFlag,
    ssh: {
      ...pairs('ssh', { canonical: 'ssh' }),
      object: {
        keys: {
          pattern: /.+/s,
          of: { text: {}, number: {}, flag: true, nothing: true, as: 'any-text', path: 'unix' },
        },
      },
    },
    labels: pairs('labels', { merge: 'sequence', identity: 'key' }),
    cache_from: texts(),
    cache_to: texts(),
    no_cache: flag(),
    no_cache_filter: { text: {}, list: { of: text(), unique: true }, as: 'text-or-texts' },
    additional_contexts: {
      ...contexts,
      object: {
        keys: {
          pattern: /.+/s,
          of: { text: {}, number: {}, flag: true, nothing: true, as: 'any-text', path: 'context' },
        },
      },
    },
    pull: flag(),
    extra_hosts: extraHosts(),
    isolation: text(),
    network: text(),
    target: text(),
    secrets: fileMounts(undefined, false),
    shm_size: whole({ as: 'bytes' }),
    tags: texts({ identity: 'key' }),
    ulimits,
    platforms: texts(),
    privileged: flag(),
  }),
  text: {},
  merge: 'build',
  canonical: 'build',
  fallback: 'build',
}
