import { z } from 'zod'
import {
  Volume,
  VolumeFile,
  VolumeFolder,
  VolumeFolderQuery,
  VolumeName,
  VolumePathQuery,
} from '../volumes.ts'
import type { Endpoint } from './endpoint.ts'
import { environment } from './parameters.ts'

const volume = environment.extend({ volume: VolumeName })

/** What the volumes of an environment hold. Files may be secret: they are for administrators, and noted. */
export const volumesEndpoints = {
  volumes: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/volumes',
    needs: 'read',
    summary: 'The volumes of an environment, and who mounts them',
    params: environment,
    answer: z.array(Volume),
  },
  volumeFolder: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/volumes/:volume/folder',
    needs: 'admin',
    summary: 'A folder of a volume, page by page; links are shown and never followed',
    params: volume,
    query: VolumeFolderQuery,
    answer: VolumeFolder,
  },
  readVolumeFile: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/volumes/:volume/file',
    needs: 'admin',
    summary: 'The beginning of a text file of a volume; who read it is remembered',
    params: volume,
    query: VolumePathQuery,
    answer: VolumeFile,
    noted: true,
  },
  downloadFromVolume: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/volumes/:volume/download',
    needs: 'admin',
    summary: 'A file of a volume as it is, or a folder as a tar archive; who took it is remembered',
    params: volume,
    query: VolumePathQuery,
    answer: z.unknown(),
    noted: true,
  },
} as const satisfies Record<string, Endpoint>
