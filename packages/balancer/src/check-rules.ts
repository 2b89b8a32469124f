import type { BalancerConfig } from './config.ts'
import { parseNetwork } from './networks.ts'

type Refuse = (what: string, value: unknown) => never

export const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/
const pemBlocks = /^(-----BEGIN [A-Z ]+-----\n([A-Za-z0-9+/=]+\n)+-----END [A-Z ]+-----\n)+$/
const shaCrypt = /^\$6\$(rounds=\d{4,9}\$)?[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{86}$/
/** A year is usual; browsers take more. */
const longestHsts = 10 * 366 * 86_400

/** The certificates, proofs and rules of access, as `checkConfig` checks the rest. */
export function checkRules(config: BalancerConfig, refuse: Refuse, isHost: (value: string) => boolean): void {
  const { certificates = [], challenges = [], networkLists = [] } = config
  for (const { id, names, pem } of certificates) {
    if (!plainName.test(id)) refuse('The name of a certificate', id)
    if (names.length === 0) refuse('A certificate without host names,', id)
    for (const name of names) if (!isHost(name.replace(/^\*\./, ''))) refuse('The host name', name)
    if (!pemBlocks.test(pem)) refuse('The text of the certificate', id)
  }
  for (const { token, answer } of challenges) {
    if (!/^[A-Za-z0-9_-]{1,200}$/.test(token)) refuse('The token', token)
    if (!/^[A-Za-z0-9._-]{1,400}$/.test(answer)) refuse('The answer to the token', token)
  }
  for (const { name, networks } of networkLists) {
    if (!plainName.test(name)) refuse('The name of a list of networks', name)
    for (const network of networks) if (!parseNetwork(network)) refuse('The network', network)
  }
  const lists = new Set(networkLists.map(({ name }) => name))
  for (const { allow, maintenance, hsts } of config.routes) {
    for (const list of [allow, maintenance]) {
      if (list !== undefined && !lists.has(list)) refuse('The list of networks', list)
    }
    if (hsts !== undefined && !isWhole(hsts, 0, longestHsts)) refuse('The seconds of HSTS', hsts)
  }
  for (const { access, kind } of config.backends) {
    if (!access) continue
    if (kind !== 'http') refuse('Access rules of the kind', kind)
    const { users = [], limit } = access
    for (const { name, hash } of users) {
      if (!/^[A-Za-z0-9._@-]{1,64}$/.test(name)) refuse('The user', name)
      if (!shaCrypt.test(hash)) refuse('The password hash of', name)
    }
    if (limit && !isWhole(limit.requests, 1, 1_000_000)) refuse('The number of requests', limit.requests)
    if (limit && !isWhole(limit.seconds, 1, 86_400)) refuse('The number of seconds', limit.seconds)
  }
}

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most
