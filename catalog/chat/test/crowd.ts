import { createHash, randomBytes } from 'node:crypto'
import { type AppUnderTest, docker } from '@keelson/catalog-testing'
import { Person } from './person.ts'

/**
 * People who have signed up and in already, spread evenly over rooms: written straight to the database, since two
 * hundred passwords take a while by design. `rooms` are the ids of those rooms.
 */
export async function crowd(
  app: AppUnderTest,
  address: string,
  { people, rooms }: { people: number; rooms: number },
): Promise<{ people: Person[]; rooms: number[] }> {
  const mark = randomBytes(3).toString('hex')
  const tokens = Array.from({ length: people }, () => randomBytes(32).toString('base64url'))
  const digests = tokens.map((token) => `'${createHash('sha256').update(token).digest('base64url')}'`)
  const made = await sql(
    app,
    `with rooms_made as (
       insert into rooms (kind, name, key) select 'room', 'Room ' || n, 'room:${mark} ' || n
       from generate_series(1, ${rooms}) n returning id),
     users_made as (
       insert into users (name, name_key, password) select 'Person ' || n, '${mark} ' || n, ''
       from generate_series(1, ${people}) n returning id),
     users_in_order as (select id, row_number() over (order by id) - 1 as place from users_made),
     rooms_in_order as (select id, row_number() over (order by id) - 1 as place from rooms_made),
     seats as (
       insert into members (room, user_id) select r.id, u.id from users_in_order u
       join rooms_in_order r on r.place = u.place % ${rooms}),
     sessions_made as (
       insert into sessions (id, user_id, expires_at)
       select (array[${digests.join()}])[place + 1], id, now() + interval '1 day' from users_in_order)
     select json_build_object('users', (select json_agg(id order by id) from users_made),
                              'rooms', (select json_agg(id order by id) from rooms_made))`,
  )
  const ids = JSON.parse(made) as { users: number[]; rooms: number[] }
  return {
    rooms: ids.rooms,
    people: ids.users.map((id, place) =>
      Person.with(address, { id, name: `Person ${place + 1}`, photo: null }, `chat_session=${tokens[place]}`),
    ),
  }
}

/** What the database answers. */
export async function sql(app: AppUnderTest, query: string): Promise<string> {
  return docker('exec', await app.container('db'), 'psql', '-qtAU', 'postgres', '-c', query)
}
