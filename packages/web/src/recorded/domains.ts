import {
  type AccessRule,
  type Certificate,
  CertificateId,
  type CertificateSettings,
  type Domain,
  type EnvironmentAccess,
  HostName,
} from '@keelson/protocol'
import { keepUndo } from './undo.ts'
import { ago, environment, project, service, type World } from './world.ts'

/** What a recorded server knows about addresses of its own, and about who may come in. */
type State = {
  domains: Domain[]
  certificates: Certificate[]
  settings: CertificateSettings
  access: Map<string, EnvironmentAccess>
}
const states = new WeakMap<World, State>()
const day = 86_400

const here = ['203.0.113.10']
const later = (days: number) => ago(-days * day)
const noCertificate: Domain['certificate'] = {
  state: 'waiting',
  kind: null,
  issuer: null,
  expiresAt: null,
  problem: null,
  nextAttemptAt: null,
}
const unchecked: Domain['dns'] = { state: 'unchecked', found: [], wrong: [], expected: [], checkedAt: null }
const right: Domain['dns'] = {
  state: 'right',
  found: here,
  wrong: [],
  expected: here,
  checkedAt: ago(600),
}

function aDomain(host: string, more: Partial<Domain> = {}): Domain {
  return {
    host: HostName.parse(host),
    project: project('shop'),
    environment: environment('production'),
    service: service('web'),
    redirect: true,
    hsts: 0,
    url: `https://${host}`,
    dns: right,
    certificate: {
      ...noCertificate,
      state: 'valid',
      kind: 'automatic',
      issuer: "Let's Encrypt",
      expiresAt: later(61),
    },
    ...more,
  }
}

/** One of each kind: well, moving here, refused by the authority. */
const someDomains = (): Domain[] => [
  aDomain('shop.example.org', { hsts: 31_536_000 }),
  aDomain('tienda.example.org', {
    url: 'http://tienda.example.org',
    dns: {
      state: 'elsewhere',
      found: ['198.51.100.77'],
      wrong: ['198.51.100.77'],
      expected: here,
      checkedAt: ago(40),
    },
    certificate: noCertificate,
  }),
  aDomain('a-rather-long-name-for-the-spring-campaign.marketing.example.org', {
    url: 'http://a-rather-long-name-for-the-spring-campaign.marketing.example.org',
    certificate: {
      ...noCertificate,
      state: 'failed',
      problem: 'CAA record for example.org prevents issuance',
      nextAttemptAt: ago(-1500),
    },
  }),
]

const someCertificates = (): Certificate[] => [
  {
    id: CertificateId.parse('00000000-0000-4000-8000-0000000000c1'),
    kind: 'automatic',
    names: ['shop.example.org'],
    issuer: "Let's Encrypt",
    serial: '04A1B2C3D4',
    fingerprint: `${'3F:9C:1B:7E:'.repeat(7)}2D:8A:40:56`,
    startsAt: ago(29 * day),
    expiresAt: later(61),
    state: 'valid',
    serves: ['shop.example.org'],
  },
  wildcard(),
]

function wildcard(): Certificate {
  return {
    id: CertificateId.parse('00000000-0000-4000-8000-0000000000c2'),
    kind: 'uploaded',
    names: ['*.apps.example.org', 'apps.example.org'],
    issuer: 'Example Corporate CA',
    serial: '7701',
    fingerprint: `${'A0:0B:C4:11:'.repeat(7)}09:77:EE:01`,
    startsAt: ago(380 * day),
    expiresAt: later(9),
    state: 'expiring',
    serves: [],
  }
}

function stateOf(world: World): State {
  const known = states.get(world)
  if (known) return known
  const isEmpty = world.projects.size === 0
  const state: State = {
    domains: isEmpty ? [] : someDomains(),
    certificates: isEmpty ? [] : someCertificates(),
    settings: {
      authority: isEmpty
        ? null
        : {
            directoryUrl: 'https://acme-v02.api.letsencrypt.org/directory',
            email: 'nuria@example.org',
            externalKeyId: null,
          },
      httpsPort: 443,
      problems: [],
    },
    access: new Map(),
  }
  states.set(world, state)
  return state
}

function accessOf(world: World, { params }: Asked): EnvironmentAccess {
  const { access } = stateOf(world)
  const key = `${params.project}/${params.environment}`
  const found = access.get(key) ?? {
    rules: params.environment === 'production' ? [aRule('web', false)] : [aRule('web', true)],
    maintenance: { on: false, networks: [], since: null },
  }
  access.set(key, found)
  return found
}

const aRule = (name: string, inherited: boolean): AccessRule => ({
  service: service(name),
  users: ['nuria', 'teo'],
  networks: ['198.51.100.0/24', '2001:db8:77::/48'],
  limit: { requests: 100, seconds: 10 },
  inherited,
})

type Asked = { params: Record<string, string>; body: Record<string, unknown> }
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

function change(world: World, { params, body }: Asked): Domain {
  const state = stateOf(world)
  const domain = state.domains.find(({ host }) => host === params.host) ?? aDomain(params.host ?? '')
  const changed = { ...domain, ...body }
  state.domains = state.domains.map((one) => (one.host === changed.host ? changed : one))
  return changed
}

/** The recorded server's answers about domains, certificates and access rules. */
export const domainAnswers = {
  allDomains: (world: World) => stateOf(world).domains,
  domains: (world: World, { params }: Asked) =>
    stateOf(world).domains.filter((domain) => domain.project === params.project),
  addDomain: (world: World, { params, body }: Asked): Domain => {
    const added = aDomain(String(body.host), {
      project: project(params.project ?? ''),
      environment: environment(String(body.environment ?? 'production')),
      service: service(String(body.service ?? 'web')),
      redirect: body.redirect === true,
      hsts: Number(body.hsts ?? 0),
      url: `http://${String(body.host)}`,
      dns: unchecked,
      certificate: noCertificate,
    })
    const state = stateOf(world)
    state.domains = [...state.domains, added]
    return added
  },
  changeDomain: change,
  checkDomain: (world: World, { params }: Asked) =>
    change(world, { params, body: { dns: { ...right, checkedAt: ago(0) } } }),
  removeDomain: (world: World, { params }: Asked) => {
    const state = stateOf(world)
    const before = state.domains
    state.domains = before.filter(({ host }) => host !== params.host)
    const back = () => {
      state.domains = before
    }
    return { undo: keepUndo(world, back) }
  },
  certificates: (world: World) => stateOf(world).certificates,
  addCertificate: (world: World): Certificate => {
    const added: Certificate = {
      ...wildcard(),
      id: CertificateId.parse('00000000-0000-4000-8000-0000000000c3'),
      startsAt: ago(0),
      expiresAt: later(200),
      state: 'valid',
    }
    const state = stateOf(world)
    state.certificates = [...state.certificates, added]
    return added
  },
  deleteCertificate: (world: World, { params }: Asked) => {
    const state = stateOf(world)
    state.certificates = state.certificates.filter(({ id }) => id !== params.certificate)
    return {}
  },
  certificateSettings: (world: World) => stateOf(world).settings,
  setAuthority: (world: World, { body }: Asked): CertificateSettings => {
    const state = stateOf(world)
    const authority = {
      directoryUrl: String(body.directoryUrl),
      email: String(body.email),
      externalKeyId: null,
    }
    state.settings = { ...state.settings, authority }
    return state.settings
  },
  removeAuthority: (world: World): CertificateSettings => {
    const state = stateOf(world)
    state.settings = { ...state.settings, authority: null }
    return state.settings
  },
  accessRules: accessOf,
  setAccessRule: (world: World, asked: Asked): EnvironmentAccess => {
    const access = accessOf(world, asked)
    const name = service(asked.params.service ?? '')
    const users = Array.isArray(asked.body.users) ? asked.body.users.map(({ name }) => String(name)) : []
    const limit = asked.body.limit as AccessRule['limit']
    const rule = { service: name, users, networks: list(asked.body.networks), limit, inherited: false }
    access.rules = [...access.rules.filter((one) => one.service !== name), rule]
    return access
  },
  removeAccessRule: (world: World, asked: Asked): EnvironmentAccess & { undo: string } => {
    const access = accessOf(world, asked)
    const before = access.rules
    access.rules = before.filter((one) => one.service !== asked.params.service)
    const back = () => {
      access.rules = before
    }
    return { ...access, undo: keepUndo(world, back) }
  },
  setMaintenance: (world: World, asked: Asked): EnvironmentAccess => {
    const access = accessOf(world, asked)
    const on = asked.body.on === true
    access.maintenance = { on, networks: list(asked.body.networks), since: on ? ago(0) : null }
    return access
  },
}
