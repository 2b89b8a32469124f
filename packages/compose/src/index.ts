export type { Build } from './build.ts'
export type { Deploy, DeviceRequest, Limits, UpdateConfig } from './deploy.ts'
export { describe } from './describe.ts'
export { format, toJson } from './format.ts'
export { configHash, isHashOf, networkHash, volumeHash } from './hash.ts'
export { type JsonSchema, jsonSchema } from './json-schema.ts'
export { type Loaded, type LoadedModel, type LoadRequest, load, loadModel, type StageName } from './load.ts'
export { type Located, type LocateOptions, locate } from './locate.ts'
export { nearest } from './nearest.ts'
export { canonical, type PrintOptions, printJson } from './print.ts'
export { printYaml, printYamlValue } from './print-yaml.ts'
export type { Fault, Place, Problem, Section, ValueKind } from './problem.ts'
export type { Config, Model, Network, Project, Secret, Volume } from './project.ts'
export { isProjectName, normalizeProjectName } from './project-name.ts'
export { type Fate, report, type Target } from './report.ts'
export { memoryResources, type Refused, type Resources } from './resources.ts'
export type {
  BlockIo,
  Bytes,
  Dependency,
  Develop,
  Duration,
  FileMode,
  FileMount,
  HealthCheck,
  Hook,
  Json,
  Mount,
  NetworkAttachment,
  Port,
  Service,
  Ulimit,
} from './service.ts'
export type { Variable } from './template.ts'
export { variables } from './variables.ts'
