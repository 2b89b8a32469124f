import type { Mount, Project, Service } from '@keelson/compose'
import type { Mount as EngineMount } from '../docker/types.ts'
import type { Limits } from './health.ts'
import type { CarriedVolume } from './request.ts'
import { present } from './resources.ts'

/**
 * Where files come from: `Binds` strings where the engine may create the host folder or nothing special is asked,
 * `Mounts` for everything else, as docker compose does.
 */
export function mounts(
  project: Project,
  service: Service,
  carried: CarriedVolume[],
  limits: Limits,
): { binds: string[]; mounts: EngineMount[] } {
  const binds: string[] = []
  const list: EngineMount[] = []
  const taken = new Map(carried.map((volume) => [volume.target, volume]))
  for (const mount of service.volumes ?? []) {
    const target = mount.target ?? ''
    const old = mount.source ? undefined : taken.get(target)
    if (old) continue
    const bind = bindString(project, mount)
    if (bind) binds.push(bind)
    else list.push(engineMount(project, mount, limits))
  }
  for (const { target, volume, readOnly } of carried) {
    list.push({ Type: 'volume', Source: volume, Target: target, ReadOnly: readOnly })
  }
  return { binds, mounts: [...list, ...fileMounts(project, service, limits)] }
}

function bindString(project: Project, mount: Mount): string | undefined {
  if (!mount.source || !mount.target) return undefined
  const mode = mount.read_only ? 'ro' : 'rw'
  if (mount.type === 'bind') {
    if (mount.bind?.create_host_path === false || mount.bind?.propagation || mount.bind?.recursive)
      return undefined
    return [mount.source, mount.target, mount.bind?.selinux ? `${mode},${mount.bind.selinux}` : mode].join(
      ':',
    )
  }
  if (mount.type !== 'volume' || mount.volume?.nocopy || mount.volume?.subpath || mount.volume?.labels)
    return undefined
  return [project.volumes?.[mount.source]?.name ?? mount.source, mount.target, mode].join(':')
}

function engineMount(project: Project, mount: Mount, { atLeast, warn }: Limits): EngineMount {
  const base = { Target: mount.target ?? '', ReadOnly: mount.read_only ?? false }
  switch (mount.type) {
    case 'bind':
      return {
        ...base,
        Type: 'bind',
        Source: mount.source ?? '',
        BindOptions: present({
          Propagation: mount.bind?.propagation,
          CreateMountpoint: mount.bind?.create_host_path !== false && atLeast('1.42') ? true : undefined,
          NonRecursive: mount.bind?.recursive === 'disabled' ? true : undefined,
          ReadOnlyNonRecursive: mount.bind?.recursive === 'writable' ? true : undefined,
          ReadOnlyForceRecursive: mount.bind?.recursive === 'readonly' ? true : undefined,
        }),
      }
    case 'tmpfs':
      return {
        ...base,
        Type: 'tmpfs',
        TmpfsOptions: present({
          SizeBytes: mount.tmpfs?.size === undefined ? undefined : Number(mount.tmpfs.size),
          Mode: mount.tmpfs?.mode,
        }),
      }
    case 'image':
      return {
        ...base,
        Type: 'image',
        Source: mount.source ?? '',
        ImageOptions: present({ Subpath: mount.image?.subpath }),
      }
    default: {
      const subpath = mount.volume?.subpath
      if (subpath && !atLeast('1.45'))
        warn(`volume.subpath of ${base.Target} needs Docker 26; this engine mounts the whole volume.`)
      const named = mount.source ? { Source: project.volumes?.[mount.source]?.name ?? mount.source } : {}
      return {
        ...base,
        ...named,
        Type: mount.type === 'npipe' || mount.type === 'cluster' ? mount.type : 'volume',
        VolumeOptions: present({
          NoCopy: mount.volume?.nocopy,
          Labels: mount.volume?.labels,
          Subpath: subpath,
        }),
      }
    }
  }
}

/** Secrets and configs that are files on the host; the others are copied in before the start. */
function fileMounts(project: Project, service: Service, { warn }: Limits): EngineMount[] {
  const mounts: EngineMount[] = []
  for (const kind of ['secrets', 'configs'] as const) {
    for (const use of service[kind] ?? []) {
      const { source = '' } = use
      const definition = project[kind]?.[source]
      if (definition?.external)
        throw new Error(`The ${kind.slice(0, -1)} "${source}" is external; a single engine has none.`)
      if (!definition?.file) continue
      if (use.uid || use.gid || use.mode)
        warn(`uid, gid and mode of "${source}" do not act on a file of the host.`)
      mounts.push({
        Type: 'bind',
        Source: definition.file,
        Target: fileTarget(kind, source, use.target),
        ReadOnly: true,
      })
    }
  }
  return mounts
}

/** Where a secret or config appears in the container. */
export function fileTarget(kind: 'secrets' | 'configs', source: string, target: string | undefined): string {
  const folder = kind === 'secrets' ? '/run/secrets/' : '/'
  return target?.startsWith('/') ? target : `${folder}${target || source}`
}
