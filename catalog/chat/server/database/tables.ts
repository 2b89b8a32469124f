import type { ClientBase } from 'pg'

const tables = `
  create table if not exists users (
    id bigint generated always as identity primary key,
    name text not null,
    name_key text not null unique,
    password text not null,
    photo text,
    -- Raised when the user joins or leaves a room, so that every replica can see it.
    memberships bigint not null default 0,
    created_at timestamptz not null default now()
  );
  create table if not exists sessions (
    -- Digest of the cookie: who reads this table cannot sign in.
    id text primary key,
    user_id bigint not null references users on delete cascade,
    expires_at timestamptz not null
  );
  create index if not exists sessions_of_user on sessions (user_id);
  create table if not exists rooms (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('room', 'direct')),
    name text not null,
    -- Of a room its name, of direct messages the two users: there is one of each.
    key text not null unique,
    last bigint not null default 0
  );
  create table if not exists members (
    room bigint not null references rooms on delete cascade,
    user_id bigint not null references users on delete cascade,
    read bigint not null default 0,
    primary key (room, user_id)
  );
  create index if not exists rooms_of_user on members (user_id);
  create table if not exists messages (
    room bigint not null references rooms on delete cascade,
    number bigint not null,
    change bigint not null,
    kind text not null check (kind in ('text', 'joined', 'left')),
    user_id bigint not null references users on delete cascade,
    client_id uuid,
    text text not null default '',
    at timestamptz not null default now(),
    edited boolean not null default false,
    deleted boolean not null default false,
    primary key (room, number),
    unique (room, change),
    unique (user_id, client_id)
  );
  create table if not exists replicas (
    id text primary key,
    seen timestamptz not null default now()
  );
  create table if not exists presence (
    replica text not null references replicas on delete cascade,
    user_id bigint not null references users on delete cascade,
    primary key (replica, user_id)
  );
  create table if not exists attempts (
    key text primary key,
    count int not null,
    until timestamptz not null
  );
  insert into rooms (kind, name, key) values ('room', 'Lobby', 'room:lobby') on conflict do nothing;`

/** Any number; all who make these tables take turns by it, since "if not exists" alone may collide. */
const turn = 740_281

/** Makes what is missing: whoever comes first, also after the database was lost. */
export async function makeTables(client: ClientBase): Promise<void> {
  await client.query(`begin; select pg_advisory_xact_lock(${turn}); ${tables} commit`)
}
