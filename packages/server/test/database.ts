import { randomBytes } from 'node:crypto'
import {
  connect as connectEngine,
  createContainer,
  inspectContainer,
  removeContainer,
  startContainer,
} from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import { Client } from 'pg'
import { connect, reach } from '../src/storage/database.ts'

export type TestDatabase = { url: string; close: () => Promise<void> }

/** A database of its own: on the server of DATABASE_URL, else on one that runs in memory in a container. */
export async function testDatabase(): Promise<TestDatabase> {
  return process.env.DATABASE_URL ? onServer(process.env.DATABASE_URL) : inContainer()
}

async function onServer(server: string): Promise<TestDatabase> {
  const name = `keelson_test_${randomBytes(6).toString('hex')}`
  const order = async (sql: string) => {
    const client = new Client({ connectionString: server })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await order(`create database ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  return { url, close: () => order(`drop database ${name} with (force)`) }
}

async function inContainer(): Promise<TestDatabase> {
  const docker = connectEngine()
  await ensureBaseImages(docker, { only: ['postgres'] })
  const password = randomBytes(12).toString('hex')
  const { Id: id } = await createContainer(docker, `keelson-server-test-${randomBytes(6).toString('hex')}`, {
    Image: 'keelson/postgres:15',
    Env: [`POSTGRES_PASSWORD=${password}`, 'POSTGRES_INITDB_ARGS=--no-sync'],
    Cmd: ['postgres', '-cfsync=off', '-cfull_page_writes=off', '-cmax_connections=60'],
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: {
      Tmpfs: { '/var/lib/postgresql/data': 'rw,mode=0700,uid=999,gid=999' },
      PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  })
  const close = async () => {
    await removeContainer(docker, id, { force: true, volumes: true })
    docker.close()
  }
  try {
    await startContainer(docker, id)
    const { NetworkSettings } = await inspectContainer(docker, id)
    const port = NetworkSettings.Ports?.['5432/tcp']?.[0]?.HostPort
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
    const database = connect(url, () => {})
    await reach(database, 30)
    await database.destroy()
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}
