export { BalancerConfigError } from './check-config.ts'
export {
  type Access,
  type Backend,
  type BalancerConfig,
  type Certificate,
  type PageName,
  type PublishedPort,
  type Route,
  type Server,
  serverName,
} from './config.ts'
export { type Applied, type Balancer, type ConnectOptions, connect } from './connect.ts'
export { prepareFolder } from './folder.ts'
export type { Timing } from './latency.ts'
export { mountPoint } from './maps.ts'
export { parseNetwork } from './networks.ts'
export type { Step } from './plan.ts'
export { render } from './render.ts'
export type { Lingering } from './runtime.ts'
export { BalancerAway } from './socket.ts'
export type {
  AllStatistics,
  FrontendStatistics,
  ServerState,
  ServerStatistics,
  Statistics,
} from './statistics.ts'
