import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { copyFrom, copyTo, getArchive, observeContainers, putArchive, statPath } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { Failure } from '../failure.ts'
import { printPlanned, would } from '../local/dry-run.ts'
import { containerOf, openTarget } from '../local/target.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE:SOURCE DESTINATION|-  |  SOURCE|- SERVICE:DESTINATION',
    about:
      'Copies a file or folder: out of a service’s first container, or into all its containers; --index names one. "-" is a tar archive on standard output or input.',
    examples: [
      'keelson cp web:/etc/app.conf .',
      'keelson cp ./seed db:/tmp/seed',
      'keelson cp web:/data - | tar t',
    ],
    flags: {
      ...indexFlag,
      all: { kind: 'switch', help: 'Into containers of `run` too' },
      'follow-link': { kind: 'switch', short: 'L', help: 'Copy what a link points to, not the link' },
      archive: { kind: 'switch', short: 'a', help: 'Keep owners (for archives on standard input)' },
    },
    words: [2, 2],
  },
  async (call) => {
    const { values, words, cwd, terminal } = call
    const [from, to] = [place(words[0] ?? ''), place(words[1] ?? '')]
    const inside = from.service === undefined ? to : from
    if (inside.service === undefined || (from.service !== undefined && to.service !== undefined)) {
      throw new Failure('One of the two places is in a container: SERVICE:PATH.', {
        hint: 'For example: keelson cp web:/etc/app.conf .',
      })
    }
    const { docker, name } = await openTarget(call, [inside.service])
    const containers = await observeContainers(docker, name)
    const first = containerOf(containers, inside.service, values.index)
    const all = containers.filter(
      ({ service, oneOff }) => service === inside.service && (values.all || !oneOff),
    )
    const targets = inside === from || values.index || from.path === '-' ? [first] : all
    if (values['dry-run']) {
      if (inside === from) await statPath(docker, first.id, from.path)
      else if (from.path !== '-') await lstat(at(cwd, from.path))
      const words = targets.map(({ name }) =>
        inside === from ? `${name}:${from.path} to ${to.path}` : `${from.path} to ${name}:${to.path}`,
      )
      return printPlanned(
        call,
        words.map((text) => would('copy', `copy ${text}`)),
      )
    }
    if (inside === from) {
      if (to.path === '-')
        await pipeline(await getArchive(docker, first.id, from.path), terminal.stdout, { end: false })
      else
        await copyFrom(docker, first.id, from.path, at(cwd, to.path), { followLink: values['follow-link'] })
      return
    }
    if (from.path === '-') {
      await putArchive(docker, first.id, to.path, terminal.stdin, { keepOwner: values.archive })
      return
    }
    for (const { id } of targets) {
      await copyTo(docker, id, at(cwd, from.path), to.path, { followLink: values['follow-link'] })
    }
  },
)

/** `web:/path`; a path of this machine may hold a colon after a slash or dot. */
function place(text: string): { service: string | undefined; path: string } {
  const [, service, path] = /^([a-zA-Z0-9][\w.-]*):(.*)$/s.exec(text) ?? []
  return service === undefined || path === undefined ? { service: undefined, path: text } : { service, path }
}

/** Absolute, with what a trailing "/" or "/." means kept. */
const at = (cwd: string, path: string) => resolve(cwd, path) + (/\/\.?$/.exec(path)?.[0] ?? '')
