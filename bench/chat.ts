import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { AppUnderTest, docker, eventually } from '@keelson/catalog-testing'
import { connect, disconnect, exchange, type Measured, type Member } from './chat/load.ts'
import { rounded } from './statistics/rounds.ts'

const PEOPLE = 200
const ROOMS = 10
const EACH = 10
const REPLICAS = [1, 2, 5]
/** With the most replicas, whose figures count. */
const ROUNDS = 2
const CONNECTIONS = 1000
const brokers = ['redis', 'rabbitmq', 'nats'] as const

export default { name: 'chat', run: measure }

/** Messages fanned out by catalog/chat and how soon they come, against bare Socket.IO on the same broker. */
async function measure(): Promise<{ figures: Record<string, number>; report: string }> {
  await using app = await AppUnderTest.prepare(new URL('../catalog/chat', import.meta.url), [], {
    CHAT_PORT: '0',
  })
  const most = Math.max(...REPLICAS)
  const figures: Record<string, number> = {}
  const report: string[] = []
  let people: Awaited<ReturnType<typeof signedIn>> | undefined

  for (const broker of brokers) {
    const files = [
      'compose.yaml',
      `compose.${broker}.yaml`,
      '../../bench/chat/compose.yaml',
      `../../bench/chat/bare.${broker}.yaml`,
    ]
    await app.up(files, '--build', '--remove-orphans', '--scale', `app=${most}`, '--scale', `bare=${most}`)
    const [chats, bares] = [await addresses(app, 'app'), await addresses(app, 'bare')]
    await eventually('all are ready', () => allAnswer([...chats.map((at) => `${at}/health`), ...bares]), {
      seconds: 90,
    })
    people ??= await signedIn(app)

    for (const replicas of REPLICAS) {
      const peers: [string[], string[]] = [chats.slice(0, replicas), bares.slice(0, replicas)]
      const isLast = replicas === most
      const [chat, bare] = await inTurns(peers, people, isLast ? ROUNDS : 1, (members) =>
        exchange(members, EACH),
      )
      const ratio = chat.perSecond / bare.perSecond
      report.push(
        `${broker}, ${replicas} replicas: ${Math.round(chat.perSecond)} deliveries/s, bare ${Math.round(bare.perSecond)} ` +
          `(${ratio.toFixed(2)}); ${chat.breaks} connections broke, ${chat.replayed} replayed`,
      )
      if (!isLast) continue
      // At a pace that leaves room.
      const [calm, bareCalm] = await inTurns(peers, people, 1, (members) =>
        exchange(members.slice(0, PEOPLE / 4), 2, 500),
      )
      report.push(
        `  unhurried p50 ${calm.p50.toFixed(1)} ms, p99 ${calm.p99.toFixed(1)} ms; ` +
          `bare ${bareCalm.p50.toFixed(1)} and ${bareCalm.p99.toFixed(1)}`,
      )
      figures[`${broker}FanoutVsBare`] = rounded(ratio)
      figures[`${broker}P99Ms`] = rounded(calm.p99)
      figures[`${broker}Lost`] = chat.lost + calm.lost
      figures[`${broker}Duplicated`] = chat.duplicated + calm.duplicated
    }
    if (broker === 'redis') figures.mbPer1000Connections = rounded(await memory(app, chats, people))
  }
  report.push(`${CONNECTIONS} connections to one replica: ${figures.mbPer1000Connections} MB`)
  return { figures, report: report.join('\n') }
}

/** The same work on both, in turns, each time with connections of its own; what was counted is added up. */
async function inTurns(
  peers: [string[], string[]],
  { rooms, cookies }: { rooms: number[]; cookies: string[] },
  rounds: number,
  work: (members: Member[]) => Promise<Measured>,
): Promise<[Measured, Measured]> {
  const measured: [Measured[], Measured[]] = [[], []]
  for (let turn = 0; turn < rounds; turn++)
    for (const peer of [0, 1] as const) {
      const members = await connect(peers[peer], rooms, cookies)
      // What comes with so many connections (who is here) is over.
      await pause(500)
      measured[peer].push(await work(members))
      disconnect(members)
    }
  return [addedUp(measured[0]), addedUp(measured[1])]
}

function addedUp(rounds: Measured[]): Measured {
  const sum = (name: keyof Measured) => rounds.reduce((total, round) => total + round[name], 0)
  const mean = (name: keyof Measured) => sum(name) / rounds.length
  return {
    ...{ perSecond: mean('perSecond'), p50: mean('p50'), p99: mean('p99') },
    ...{ lost: sum('lost'), duplicated: sum('duplicated'), replayed: sum('replayed'), breaks: sum('breaks') },
  }
}

/** Megabytes by which a replica grows with so many connections. */
async function memory(
  app: AppUnderTest,
  chats: string[],
  people: { rooms: number[]; cookies: string[] },
): Promise<number> {
  const [container = ''] = await app.containers('app')
  await pause(3000)
  const before = await residentMb(container)
  const cookies = Array.from({ length: CONNECTIONS }, (_, index) => people.cookies[index % PEOPLE] ?? '')
  const members = await connect(chats.slice(0, 1), people.rooms, cookies)
  await pause(3000)
  const after = await residentMb(container)
  disconnect(members)
  return ((after - before) * 1000) / CONNECTIONS
}

async function residentMb(container: string): Promise<number> {
  const pid = await docker('inspect', '-f', '{{.State.Pid}}', container)
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

async function allAnswer(addresses: string[]): Promise<boolean> {
  const answers = await Promise.all(addresses.map((address) => fetch(address)))
  return answers.every(({ ok }) => ok)
}

async function addresses(app: AppUnderTest, service: string): Promise<string[]> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'
  const containers = await app.containers(service)
  return Promise.all(
    containers.map(
      async (name) => `http://${(await docker('inspect', '-f', format, name)).split(' ')[0]}:8080`,
    ),
  )
}

/** People with sessions, in rooms: written to the database, since passwords take their time. */
async function signedIn(app: AppUnderTest): Promise<{ rooms: number[]; cookies: string[] }> {
  const tokens = Array.from({ length: PEOPLE }, () => randomBytes(32).toString('base64url'))
  const digests = tokens.map((token) => `'${createHash('sha256').update(token).digest('base64url')}'`)
  const database = await app.container('db')
  const answer = await docker(
    ...['exec', database, 'psql', '-qtAU', 'postgres', '-c'],
    `with made as (insert into rooms (kind, name, key)
       select 'room', 'Room ' || n, 'room:bench ' || n from generate_series(1, ${ROOMS}) n returning id),
     people as (insert into users (name, name_key, password)
       select 'Person ' || n, 'bench ' || n, '' from generate_series(1, ${PEOPLE}) n returning id),
     placed as (select id, row_number() over (order by id) - 1 as place from people),
     seats as (insert into members (room, user_id)
       select (select array_agg(id order by id) from made)[place % ${ROOMS} + 1], id from placed),
     sessions_made as (insert into sessions (id, user_id, expires_at)
       select (array[${digests.join()}])[place + 1], id, now() + interval '1 day' from placed)
     select json_agg(id order by id) from made`,
  )
  return { rooms: JSON.parse(answer) as number[], cookies: tokens.map((token) => `chat_session=${token}`) }
}
