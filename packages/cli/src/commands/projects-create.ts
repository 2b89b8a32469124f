import { resolve } from 'node:path'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { readStdin } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'NAME --git URL [OPTIONS]',
    about:
      'Adds a project. Nothing is fetched yet: give the printed key read access to the repository (a “deploy key”), then run keelson deploy NAME.',
    examples: [
      'keelson projects create shop --git git@gitlab.com:team/shop.git',
      'keelson projects create shop --git https://example.org/shop.git --token-stdin < token.txt',
      'keelson projects create shop --git git@host:team/all.git --path shop --file compose.yaml --file compose.prod.yaml',
    ],
    flags: {
      git: {
        kind: 'text',
        value: 'URL',
        help: 'Repository: ssh, https, host:path, or (administrators) a local folder',
      },
      path: { kind: 'text', value: 'FOLDER', help: 'Folder inside the repository (its root)' },
      file: {
        kind: 'list',
        short: 'f',
        value: 'FILE',
        help: 'Compose file in that folder; give it again to layer several',
      },
      profile: { kind: 'list', value: 'PROFILE', help: 'Profile to enable' },
      ref: { kind: 'text', value: 'REF', help: 'Branch or tag that a deploy takes when it names none' },
      'own-key': { kind: 'switch', help: 'Make a key pair for this project alone' },
      'token-stdin': { kind: 'switch', help: 'Read the token for an https repository from standard input' },
    },
    words: [1, 1],
  },
  async ({ values, words, env, cwd, terminal }) => {
    const name = projectName(words[0])
    if (!values.git) {
      throw new Failure('Which repository? Name it with --git.', {
        hint: `For example: keelson projects create ${name} --git git@example.org:team/${name}.git`,
      })
    }
    const client = connect(env, values.url)
    const token = values['token-stdin'] ? (await readStdin(terminal)).trim() : undefined
    const project = await client.call('createProject', {
      body: {
        name,
        source: { kind: 'git', url: repository(values.git, cwd), ...(token && { token }) },
        path: values.path ?? '',
        files: values.file,
        profiles: values.profile,
        defaultRef: values.ref ?? null,
        ownKey: values['own-key'],
      },
    })
    if (values.json) return terminal.print(JSON.stringify(project))
    terminal.print(`Added ${project.name}.`)
    if (!/^https?:/.test(values.git)) {
      terminal.print('If the repository is not public, give this key read access to it:')
      terminal.print(project.publicKey.trim())
    }
    terminal.print(`Next: keelson deploy ${project.name} --wait`)
  },
)

/** A folder relative to this one is made absolute; everything else is the server's to read. */
const repository = (url: string, cwd: string) => (/^\.\.?(\/|$)/.test(url) ? resolve(cwd, url) : url)
