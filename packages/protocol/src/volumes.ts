import { z } from 'zod'
import { ServiceName } from './ids.ts'

/** As the engine calls it. */
export const VolumeName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/, 'This is not the name of a volume.')
  .brand('VolumeName')
export type VolumeName = z.infer<typeof VolumeName>

/** A volume of an environment: one that its Compose file declares, or that a container of it mounts. */
export const Volume = z.object({
  name: VolumeName,
  /** Its name in the Compose file; null: it has none there. */
  key: z.string().nullable(),
  driver: z.string(),
  createdAt: z.iso.datetime({ offset: true }).nullable(),
  mounts: z.array(z.object({ service: ServiceName, target: z.string(), readOnly: z.boolean() })),
})
export type Volume = z.infer<typeof Volume>

const part = (text: string) => text !== '' && text !== '.' && text !== '..'
/** From the volume's own root, which is `/`. Whatever else a name may hold on Linux is allowed. */
export const VolumePath = z
  .string()
  .max(4_096)
  .refine(
    (path) => path === '/' || (path.startsWith('/') && path.slice(1).split('/').every(part)),
    'A path begins with / and has neither . nor .. nor empty parts.',
  )
  .refine((path) => !path.includes('\0'), 'A path has no NUL.')
  .brand('VolumePath')
export type VolumePath = z.infer<typeof VolumePath>

export const VolumeEntry = z.object({
  /** May hold any character but / and NUL. */
  name: z.string(),
  kind: z.enum(['folder', 'file', 'link', 'other']),
  /** Of a link: where it says that it leads. It is never followed. */
  target: z.string().nullable(),
  /** Null: its name is no UTF-8, so nothing can be asked about it. It is in the archive of its folder. */
  about: z
    .object({
      sizeBytes: z.number(),
      modifiedAt: z.iso.datetime(),
      /** Permission bits. */
      mode: z.number().int(),
    })
    .nullable(),
})
export type VolumeEntry = z.infer<typeof VolumeEntry>

/** A page of a folder: folders first, then by name. */
export const VolumeFolder = z.object({
  path: VolumePath,
  total: z.number().int(),
  entries: z.array(VolumeEntry),
  /** Ask with this `after` for the next page. */
  next: z.string().nullable(),
})
export type VolumeFolder = z.infer<typeof VolumeFolder>

/** The beginning of a file; null where it is no text. */
export const VolumeFile = z.object({
  path: VolumePath,
  sizeBytes: z.number(),
  modifiedAt: z.iso.datetime(),
  text: z.string().nullable(),
  /** There is more of it than `text` holds. */
  cut: z.boolean(),
})
export type VolumeFile = z.infer<typeof VolumeFile>

export const VolumeFolderQuery = z.object({
  path: VolumePath.default(VolumePath.parse('/')),
  after: z.string().max(8_192).optional(),
})
export const VolumePathQuery = z.object({ path: VolumePath })
