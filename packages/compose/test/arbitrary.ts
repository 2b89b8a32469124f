import fc from 'fast-check'

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
const value = fc.oneof(
  word,
  fc.stringMatching(/^[ -~]{0,12}$/).map((text) => text.replaceAll('$', '$$')),
)
const pairs = fc.dictionary(word, value, { maxKeys: 3 })
const pairList = fc.uniqueArray(fc.tuple(word, value), { maxLength: 3, selector: ([key]) => key })
const pairsEither = fc.oneof(
  pairs,
  pairList.map((all) => all.map(([key, text]) => `${key}=${text}`)),
)
const port = fc.integer({ min: 1, max: 60_000 })

const service = fc.record(
  {
    image: word,
    command: fc.oneof(fc.array(value, { maxLength: 3 }), word),
    environment: pairsEither,
    labels: pairsEither,
    ports: fc.uniqueArray(
      fc.oneof(
        port.map(String),
        fc.tuple(port, port).map(([a, b]) => `${a}:${b}`),
        port.map((target) => ({ target, protocol: 'udp' })),
      ),
      { maxLength: 3, selector: (one) => JSON.stringify(one) },
    ),
    volumes: fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('./', '/', ''), word, word)
        .map(([kind, source, target]) => (kind === '' ? `/${target}` : `${kind}${source}:/${target}`)),
      { maxLength: 3, selector: (one) => one.split(':').at(-1) ?? one },
    ),
    dns: fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 2 }),
    cap_add: fc.uniqueArray(word, { maxLength: 3 }),
    mem_limit: fc.integer({ min: 1, max: 4096 }).map((size) => `${size}m`),
    cpus: fc.integer({ min: 1, max: 64 }).map((eighths) => eighths / 8),
    healthcheck: fc.record(
      {
        test: fc.constant(['CMD', 'true']),
        interval: fc.integer({ min: 1, max: 90_000 }).map((time) => `${time}ms`),
        retries: fc.nat(9),
      },
      { requiredKeys: [] },
    ),
    build: fc.oneof(
      word.map((folder) => `./${folder}`),
      fc.record({ context: fc.constant('.'), args: pairsEither }),
    ),
    ulimits: fc.dictionary(
      fc.constantFrom('nproc', 'nofile'),
      fc.nat(9999).map((n) => n + 1),
    ),
    restart: fc.constantFrom('always', 'no', 'on-failure'),
    init: fc.boolean(),
    stop_grace_period: fc.integer({ min: 0, max: 9999 }).map((time) => `${time}s`),
    sysctls: pairs,
    extra_hosts: fc.dictionary(word, fc.ipV4(), { maxKeys: 2 }),
    'x-own': fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['image'] },
)

/** A Compose file with one to three services that loads on its own. */
export const serviceFile = fc.record({
  name: fc.constant('made'),
  services: fc.dictionary(fc.constantFrom('web', 'db', 'job'), service, { minKeys: 1, maxKeys: 3 }),
})
