import { flag, list, named, object, options, pairs, type Shape, text, texts } from './shape.ts'

const attachment: Shape = {
  ...object({
    aliases: texts({ unique: true, identity: 'key' }),
    driver_opts: options(),
    gw_priority: { number: {}, as: 'whole' },
    interface_name: text(),
    ipv4_address: text(),
    ipv6_address: text(),
    link_local_ips: texts({ unique: true, identity: 'key' }),
    mac_address: text(),
    priority: { number: {}, as: 'whole' },
  }),
  nothing: true,
  as: 'object-or-null',
}

/** `networks` of a service. */
export const attachments: Shape = {
  ...named(attachment, { merge: 'mapping', canonical: 'names' }),
  list: { of: text(), unique: true },
}

/** `ports` of a service. */
export const ports: Shape = list(
  {
    ...object({
      name: text(),
      mode: text(),
      host_ip: text(),
      target: { text: {}, number: { whole: true }, as: 'small-count', cast: 'whole' },
      published: { text: {}, number: { whole: true }, as: 'text' },
      protocol: text(),
      app_protocol: text(),
    }),
    text: {},
    number: {},
    fallback: 'port',
    check: 'address',
  },
  { unique: true, identity: 'port', canonical: 'ports' },
)

export const external: Shape = {
  ...flag({ cast: 'flag' }),
  object: { fields: new Map([['name', text()]]), extensions: true },
}

/** A top-level network. */
export const network: Shape = {
  ...object({
    name: text(),
    driver: text(),
    driver_opts: options(),
    ipam: object(
      {
        driver: text(),
        config: list(
          object({
            subnet: text(),
            gateway: text(),
            ip_range: text(),
            aux_addresses: { object: { keys: { pattern: /^.+$/, of: text() } }, as: 'mapping' },
          }),
          { merge: 'ipam' },
        ),
        options: { object: { keys: { pattern: /^.+$/, of: text() } }, as: 'options' },
      },
      { always: true },
    ),
    external,
    internal: flag({ cast: 'flag' }),
    attachable: flag({ cast: 'flag' }),
    labels: pairs('labels', { merge: 'sequence', identity: 'key' }),
    enable_ipv4: flag({ cast: 'flag', keep: true }),
    enable_ipv6: flag({ cast: 'flag', keep: true }),
  }),
  nothing: true,
  canonical: 'external',
}
