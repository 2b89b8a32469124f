export {
  type AttachQuery,
  attachContainer,
  containerLogs,
  containerStats,
  createContainer,
  type Filters,
  followStats,
  getArchive,
  inspectContainer,
  killContainer,
  type LogsQuery,
  listContainers,
  type PathStat,
  pauseContainer,
  putArchive,
  removeContainer,
  renameContainer,
  resizeContainer,
  restartContainer,
  startContainer,
  statPath,
  stopContainer,
  topContainer,
  unpauseContainer,
  updateContainer,
  waitContainer,
} from './docker/containers.ts'
export { connect, Docker, type RequestOptions } from './docker/docker.ts'
export { DockerError, isAbort, isConflict, isNotFound } from './docker/error.ts'
export {
  createExec,
  type ExecInspect,
  type ExecRequest,
  inspectExec,
  resizeExec,
  startExec,
  startExecDetached,
} from './docker/exec.ts'
export { findImage, importImage, listImages, removeImage, tagImage } from './docker/images.ts'
export {
  connectNetwork,
  createNetwork,
  disconnectNetwork,
  inspectNetwork,
  listNetworks,
  removeNetwork,
} from './docker/networks.ts'
export { demultiplex, demultiplexLines, jsonLines, type Output } from './docker/streams.ts'
export { type EventStream, engineInfo, openEvents } from './docker/system.ts'
export type {
  ContainerInspect,
  ContainerRequest,
  ContainerState,
  ContainerStats,
  ContainerSummary,
  EngineEvent,
  EngineInfo,
  ImageInspect,
  ImageSummary,
  NetworkInfo,
  VolumeInfo,
} from './docker/types.ts'
export { createVolume, inspectVolume, listVolumes, removeVolume } from './docker/volumes.ts'
export { type Finished, ProcessError, type RunOptions, run } from './process.ts'
