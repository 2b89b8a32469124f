import type {
  Autoscale,
  AutoscaleReason,
  CleanedItem,
  DomainCheck,
  Phrase,
  Scope,
  StageName,
} from '@keelson/protocol'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

/** Written as text, read as what it holds. */
type Json<T extends object> = JSONColumnType<T, string, string>
/** Set by the database when it is not given. */
type Time = ColumnType<Date, Date | undefined, Date>

/** May be left out. */
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>

export type Tables = {
  settings: { key: string; value: string }
  users: { id: string; email: string; password_hash: string; scope: Scope; created_at: Time }
  sessions: { hash: string; user_id: string; created_at: Time; expires_at: Date }
  /** One for an address; a new one takes its place. */
  invitations: {
    email: string
    hash: string
    scope: Scope
    invited_by: string
    expires_at: Date
  }
  tokens: {
    id: string
    user_id: string
    name: string
    scope: Scope
    hash: string
    created_at: Time
    last_used_at: Date | null
    /** Null: never. */
    expires_at: Nullable<Date>
  }
  host_keys: { host: string; type: string; key: string; fingerprint: string; first_seen_at: Time }
  projects: {
    id: string
    name: string
    source_kind: 'git' | 'catalog' | 'compose'
    /** The git address, the name of the catalog application, or the Compose file itself. */
    source: string
    token_sealed: Buffer | null
    path: string
    files: Json<string[]>
    profiles: Json<string[]>
    default_ref: string | null
    trusted: Generated<boolean>
    public_key: string | null
    private_key_sealed: Buffer | null
    /** The key that will take the place of the present one; meanwhile a remote is shown both. */
    next_public_key: Nullable<string>
    next_private_key_sealed: Nullable<Buffer>
    key_changed_at: Nullable<Date>
    next_version: Generated<number>
    deleting: Generated<boolean>
    created_at: Time
  }
  environments: {
    project_id: string
    name: string
    compose_project: string
    /** What is on; null is off. */
    version: number | null
    /** What was on last, when it is off. */
    last_version: number | null
    /** Host ports that the balancer holds for it. */
    ports: Json<FixedPort[]>
    /** The last operation on it failed. */
    failed: Generated<boolean>
    /** Replicas by service, where they are not those of the Compose file. */
    scale: ColumnType<Scale, string | undefined, string>
    /** A version beside the one that is on, with a share of the requests. */
    canary: ColumnType<Canary | null, string | null | undefined, string | null>
    created_at: Time
  }
  versions: {
    project_id: string
    number: number
    ref: string
    commit: string
    author: string
    message: string
    committed_at: Date | null
    created_at: Time
    /** `cleaned`: built once, its images removed since; it is built again when it is turned on. */
    state: 'building' | 'ready' | 'cleaned' | 'failed' | 'deleting'
    /** Canonical JSON of the rendered Compose project, images by id; null until built. */
    model_sealed: Buffer | null
    images: Json<StoredImage[]>
    /** What pages and routes need of the model, without opening it. */
    outline: Json<Outline>
    /** Where it was last on. */
    last_environment: string | null
    last_deploy: string | null
  }
  deploys: {
    id: string
    project_id: string | null
    project: string
    kind: 'deploy' | 'on' | 'off' | 'delete' | 'scale' | 'canary' | 'promote' | 'abort'
    environment: string | null
    version: number | null
    ref: string | null
    state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'superseded'
    stages: Json<StoredStage[]>
    failure: string | null
    requested_by: string
    cancel_requested: Generated<boolean>
    /** Of the kind `scale`: what is asked for. */
    scale: ColumnType<ScaleChange | null, string | null | undefined, string | null>
    /** Of the kind `canary`: how much it shall get. Of `abort`, when nobody asked for it: why. */
    canary: ColumnType<CanaryWish | CanaryEnd | null, string | null | undefined, string | null>
    created_at: Time
    started_at: Date | null
    finished_at: Date | null
  }
  deploy_events: { deploy_id: string; seq: number; at: Date; body: Json<object> }
  activity: {
    id: Generated<number>
    at: Time
    who: string
    action: string
    /** Its name: the record outlives the project. */
    project: string | null
    subject: string | null
    done: boolean
    /** Why it was refused. */
    code: Nullable<string>
    deploy: Nullable<string>
    /** How long it lasted. */
    seconds: Nullable<number>
  }
  variables: {
    project_id: string
    name: string
    /** '' is every environment. */
    environment: string
    secret: boolean
    value_sealed: Buffer
    updated_at: Time
  }
  /** A minute of a service of the balancer: rates per second, times in milliseconds. */
  balancer_minutes: {
    service: string
    at: Date
    requests: number
    errors: number
    in_flight: number
    bytes: number
    p50: number | null
    p95: number | null
    p99: number | null
  }
  /** A minute of a replica of a service: rates per second, memory in bytes. Its name outlives its container. */
  service_minutes: {
    project_id: string
    environment: string
    service: string
    replica: string
    at: Date
    cpu: number
    memory: number
    received: number
    sent: number
    read: number
    written: number
    restarts: number
  }
  replica_overrides: {
    container: string
    state: 'enabled' | 'drain' | 'disabled'
    weight: number
    by: string
    at: Time
  }
  autoscaling: {
    project_id: string
    environment: string
    service: string
    /** `off`: not autoscaled, whatever the Compose file says. */
    settings: JSONColumnType<Autoscale | { off: true }, string, string>
  }
  autoscaling_decisions: {
    id: Generated<string>
    project_id: string
    environment: string
    service: string
    at: Time
    replicas_before: number
    replicas_after: number
    because: JSONColumnType<AutoscaleReason, string, string>
  }
  /** Host names of the users' own. */
  domains: {
    host: string
    project_id: string
    environment: string
    service: string
    redirect: boolean
    hsts: number
    /** What the last look at DNS found; null before the first. */
    dns: JSONColumnType<StoredDns, string | null, string | null> | null
    checked_at: Date | null
    created_at: Time
  }
  certificates: {
    id: string
    kind: 'automatic' | 'uploaded'
    names: Json<string[]>
    /** PEM, the certificate itself first. */
    chain: string
    key_sealed: Buffer
    issuer: string
    serial: string
    fingerprint: string
    starts_at: Date
    expires_at: Date
    created_at: Time
  }
  /** What was asked of the certificate authority for a host, and how it went. */
  certificate_orders: {
    host: string
    certificate_id: string | null
    /** Times of the attempts of the last hours. */
    attempts: Json<string[]>
    /** Since the last success. */
    failures: Generated<number>
    problem: string | null
    /** Somebody is at it until then. */
    claimed_until: Date | null
  }
  acme_challenges: { token: string; answer: string; created_at: Time }
  access_rules: {
    project_id: string
    environment: string
    service: string
    users: Json<{ name: string; hash: string }[]>
    networks: Json<string[]>
    requests: number | null
    seconds: number | null
  }
  /** What somebody may still take back, sealed, and until when. */
  undos: { id: string; user_id: string; project_id: string; sealed: Buffer; expires_at: Date }
  /** Credentials of registries. A project's own win over those for every project (null). */
  registries: {
    id: string
    host: string
    project_id: string | null
    username: string
    secret_sealed: Buffer
    changed_at: Time
  }
  cleanups: {
    id: string
    state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
    /** What was chosen, and what became of each. */
    items: Json<CleanedItem[]>
    failure: string | null
    requested_by: string
    cancel_requested: Generated<boolean>
    created_at: Time
    started_at: Date | null
    finished_at: Date | null
  }
  /** A row while an environment is closed. */
  maintenance: { project_id: string; environment: string; networks: Json<string[]>; since: Time }
}

export type StoredDns = Omit<DomainCheck, 'checkedAt'>
/** Replicas by service. */
export type Scale = Record<string, number>
/** Null is the number in the Compose file. */
export type ScaleChange = { service: string; replicas: number | null }
export type CanaryWish = { percent: number; errorPercent: number; minimumRequests: number }
/** Keelson ended it by itself. */
export type CanaryEnd = { why: Phrase }
export type Canary = CanaryWish & { version: number; since: string }
/** An image of a version. `made`: built or pulled by us, so ours to remove when nothing uses it. */
export type StoredImage = {
  service: string
  image: string
  id: string
  built: boolean
  made: boolean
  /** Of one that was pulled and removed since: what to pull to have the same again. */
  pull?: string
}
export type Outline = {
  services: { name: string; image: string; replicas: number; autoscale?: Autoscale }[]
  /** Every TCP port that a service listens on; `main` is the one under the environment's own host name. */
  routes: { service: string; port: number; main: boolean; sticky: boolean; health: string | null }[]
  /** Host ports that the Compose file publishes. */
  ports: FixedPort[]
}
/** `address`: the one that the Compose file names; null is every address. `http`: that is known to be spoken there. */
export type FixedPort = {
  service: string
  host: number
  container: number
  address: string | null
  http?: boolean
}
export type StoredStage = {
  name: StageName
  state: 'running' | 'done' | 'failed'
  startedAt: string
  finishedAt: string | null
}
