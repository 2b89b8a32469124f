export {
  AcceptInvitation,
  ChangeMember,
  ChangePassword,
  CreatedInvitation,
  CreatedToken,
  DeployKey,
  Email,
  HostKey,
  Installation,
  Invitation,
  Member,
  NewInvitation,
  NewToken,
  Password,
  Scope,
  Session,
  Setup,
  SignIn,
  Token,
  User,
} from './access.ts'
export {
  AccessRule,
  EnvironmentAccess,
  Maintenance,
  NetworkText,
  RequestLimit,
  SetAccessRule,
  SetMaintenance,
} from './access-rules.ts'
export { Activity, ActivityQuery } from './activity.ts'
export {
  Autoscale,
  AutoscaleDecision,
  AutoscaleReason,
  AutoscaleStatus,
  SetAutoscale,
  Usage,
} from './autoscale.ts'
export {
  BalancedReplica,
  BalancedService,
  BalancedState,
  BalancerState,
  Latency,
  ProjectTraffic,
  ReplicaOverride,
  Traffic,
  TrafficHistory,
} from './balancer.ts'
export {
  Authority,
  Certificate,
  CertificateId,
  CertificateSettings,
  NewCertificate,
  SetAuthority,
} from './certificates.ts'
export {
  CleanedItem,
  Cleanup,
  CleanupId,
  CleanupItem,
  CleanupJob,
  CleanupKind,
  CleanupPolicy,
  CleanupReason,
  Holdings,
  NewCleanup,
} from './cleanup.ts'
export { PlannedDeploy, VersionComparison } from './comparison.ts'
export { Domain, DomainChanges, DomainCheck, HostCertificate, HostName, NewDomain } from './domains.ts'
export { type Endpoint, type EndpointName, endpoints } from './endpoints.ts'
export {
  type Ack,
  type ClientToServer,
  DeployEvent,
  FollowRequest,
  type LiveEvent,
  LogLine,
  LogRequest,
  liveRequests,
  needsOfRoom,
  Room,
  roomNeeds,
  type ServerToClient,
  SubscribeRequest,
  UnfollowRequest,
  UnsubscribeRequest,
} from './events.ts'
export {
  CatalogAppName,
  DeployId,
  EnvironmentName,
  GitRef,
  ProjectName,
  ServiceName,
  TokenId,
  UserId,
  VariableName,
  VersionNumber,
} from './ids.ts'
export { Jobs, QueueMinute } from './jobs.ts'
export { canaryEnds, Phrase, takeovers } from './phrase.ts'
export { type FileProblem, ProblemDetails, type RefusalCode, refusals } from './problem.ts'
export {
  AccessCheck,
  Canary,
  CanaryWish,
  CatalogApp,
  Deploy,
  Environment,
  NewDeploy,
  NewProject,
  Project,
  ProjectChanges,
  ProjectState,
  Refs,
  Replica,
  ScaleService,
  ServiceStatus,
  SetVariable,
  Source,
  StageName,
  TurnOff,
  TurnOn,
  Variable,
  Version,
} from './projects.ts'
export {
  NewRegistry,
  Registry,
  RegistryAnswer,
  RegistryChanges,
  RegistryHost,
  RegistryId,
} from './registries.ts'
export {
  ReplicaEnvironment,
  ReplicaId,
  ReplicaInspection,
  ReplicaOrAll,
  ReplicaUsage,
  ServiceUsage,
  ServiceUsageQuery,
} from './services.ts'
export { CloseTerminal, OpenTerminal, ResizeTerminal, TerminalEnd, TerminalInput } from './terminals.ts'
export { Condition, Topology } from './topology.ts'
export { Removed, UndoId, Undone } from './undo.ts'
export { Volume, VolumeEntry, VolumeFile, VolumeFolder, VolumeName, VolumePath } from './volumes.ts'
