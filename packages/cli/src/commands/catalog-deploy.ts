import { CatalogAppName, type ProjectName } from '@keelson/protocol'
import { suggestion } from '../arguments/nearest.ts'
import { environmentFlag } from '../arguments/shared-flags.ts'
import { waitFlag } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { exitCodes, Failure } from '../failure.ts'
import { tellAddresses } from '../remote/addresses.ts'
import type { Client } from '../remote/client.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'NAME [OPTIONS]',
    about:
      'Deploys an application of the catalog. The first time it adds a project for it, named like the application or as --name says.',
    examples: [
      'keelson catalog deploy visits --wait',
      'keelson catalog deploy chat --file compose.yaml --file compose.redis.yaml',
    ],
    flags: {
      ...waitFlag,
      ...environmentFlag,
      name: { kind: 'text', value: 'PROJECT', help: 'Name of the project (the application’s name)' },
      file: {
        kind: 'list',
        short: 'f',
        value: 'FILE',
        help: 'Compose file of the application, from now on; give it again to layer several',
      },
    },
    words: [1, 1],
    completes: ['catalog-app'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const app = words[0] ?? ''
    const project = await projectFor(client, app, projectName(values.name ?? app), values.file)
    const deploy = await client.call('deploy', {
      params: { project },
      body: values.env ? { environment: environmentName(values.env) } : {},
    })
    const final = await settle(client, deploy, { wait: values.wait, json: values.json, terminal })
    if (values.wait && !values.json) await tellAddresses(client, final, terminal)
  },
)

async function projectFor(
  client: Client,
  app: string,
  name: ProjectName,
  files: readonly string[],
): Promise<ProjectName> {
  const [apps, projects] = await Promise.all([client.call('catalog'), client.call('projects')])
  const names = apps.map((one) => one.name)
  if (!names.includes(app)) {
    throw new Failure(`The catalog has no "${app}".${suggestion(app, names)}`, {
      hint: 'keelson catalog list shows what there is.',
      exitCode: exitCodes.notFound,
    })
  }
  const existing = projects.find((project) => project.name === name)
  if (!existing) {
    const source = { kind: 'catalog', app: CatalogAppName.parse(app) } as const
    return (await client.call('createProject', { body: { name, source, files: [...files] } })).name
  }
  if (existing.source.kind !== 'catalog' || existing.source.app !== app) {
    throw new Failure(`There is a project "${name}" already, and it is another one.`, {
      hint: `Choose another name: keelson catalog deploy ${app} --name my-${app}`,
    })
  }
  if (files.length > 0)
    await client.call('changeProject', { params: { project: name }, body: { files: [...files] } })
  return existing.name
}
