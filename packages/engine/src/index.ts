export { type ApplyOptions, apply } from './apply/apply.ts'
export type { Contents } from './apply/files.ts'
export { type Progress, StepError } from './apply/progress.ts'
export { NotServing } from './apply/prove.ts'
export type { Traffic } from './apply/traffic.ts'
export type { BuildMemory, BuildOptions } from './build/build-image.ts'
export { ImageError, type ImageEvent } from './build/events.ts'
export { registryDigest } from './build/fingerprint.ts'
export type { ImagesOptions } from './build/image-work.ts'
export { buildImages, ensureImages, type ReadyImage } from './build/images.ts'
export { BUILD_LABEL } from './build/options.ts'
export { pullImages } from './build/pull.ts'
export { pushImages } from './build/push.ts'
export { readTar, type TarMember } from './build/untar.ts'
export {
  type AttachQuery,
  attachContainer,
  commitContainer,
  containerLogs,
  containerStats,
  createContainer,
  exportContainer,
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
export { DockerError, isAbort, isConflict, isNotFound, isUnreadable } from './docker/error.ts'
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
export { type EngineUsage, engineUsage, pruneBuildCache } from './docker/usage.ts'
export { createVolume, inspectVolume, listVolumes, removeVolume } from './docker/volumes.ts'
export { nanoseconds } from './duration.ts'
export { imageName, LABEL, type Origin } from './labels.ts'
export { observe, observeContainers } from './observe.ts'
export type { Health, Observed, ObservedContainer, ObservedNetwork, ObservedVolume } from './observed.ts'
export { planDown } from './plan/down.ts'
export type { DeployHooks, PlanOptions, Recreate, Rolling, ServiceImage } from './plan/options.ts'
export { type Phrase, phrasebook, reasons } from './plan/phrase.ts'
export { plan } from './plan/plan.ts'
export { type Action, describe, doings, PlanError, phraseOf, type Step, show } from './plan/step.ts'
export { changedVolumes } from './plan/volumes.ts'
export { type Finished, ProcessError, type RunOptions, run } from './process.ts'
export type { ProviderEvent } from './provider/provide.ts'
export { checkRegistry, type RegistryAnswer } from './registry/check.ts'
export {
  type CredentialSource,
  type Credentials,
  credentialsFor,
  type GivenCredentials,
} from './registry/credentials.ts'
export { familiarName, parseReference, type Reference } from './registry/reference.ts'
export { withApiSocket } from './request/api-socket.ts'
export { type AttachOptions, attach } from './verbs/attach.ts'
export { type AttachedOptions, upAttached } from './verbs/attached.ts'
export { copyFrom, copyTo } from './verbs/cp.ts'
export { type DownOptions, down } from './verbs/down.ts'
export { type ExecOptions, exec, execDetached, runningContainer } from './verbs/exec.ts'
export { type KillOptions, kill } from './verbs/kill.ts'
export type { LogEntry } from './verbs/log-streams.ts'
export { type LogOptions, logs } from './verbs/logs.ts'
export { pause, unpause } from './verbs/pause.ts'
export { restart } from './verbs/restart.ts'
export { type RemoveOptions, rm } from './verbs/rm.ts'
export { type Ran, type RunOptions as OneOffOptions, runOneOff } from './verbs/run.ts'
export type { Session } from './verbs/session.ts'
export { type StartOptions, start } from './verbs/start.ts'
export { type StopOptions, stop } from './verbs/stop.ts'
export { create, scale, type UpOptions, type UpResult, up } from './verbs/up.ts'
export type { Target, VerbEvent, VerbOptions } from './verbs/verb.ts'
export { type Exit, waitForExit } from './verbs/wait.ts'
export { type WatchEvent, type WatchOptions, watch } from './verbs/watch.ts'
