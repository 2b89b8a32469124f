import type { CleanupItem } from '@keelson/protocol'
import { yesFlag } from '../arguments/shared-flags.ts'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { printList } from '../print/list.ts'
import { confirm } from '../print/stdin.ts'
import { decimalSize } from '../print/units.ts'
import { nameOf, why } from '../remote/cleanup-words.ts'
import type { Client } from '../remote/client.ts'
import { connect } from '../remote/connect.ts'

const lookMs = 500

export default remote(
  {
    usage: '[OPTIONS]',
    about:
      'Removes what the installation holds and nothing needs: images of old versions, what builds left behind, one-off containers that have ended, old logs. Nothing that is on, and nothing that is not Keelson’s, is touched. Volumes and the build cache go only when they are named.',
    examples: ['keelson cleanup --dry-run', 'keelson cleanup --yes --volume shop-v2_data'],
    flags: {
      'dry-run': { kind: 'switch', help: 'Show what the installation holds, and what would go' },
      volume: {
        kind: 'list',
        value: 'NAME',
        help: 'Remove this volume too, with its data; its environment is gone',
      },
      'build-cache': { kind: 'switch', help: 'Remove build cache that nothing used for a day, too' },
      ...yesFlag,
    },
    words: [0, 0],
  },
  async ({ values, env, terminal }) => {
    const client = connect(env, values.url)
    const { items } = await client.call('holdings')
    const volumes = values.volume ?? []
    const goes = items.filter(
      (item) =>
        item.suggested ||
        (item.kind === 'volume' && volumes.includes(item.name)) ||
        (item.kind === 'build-cache' && item.may && values['build-cache']),
    )
    requireVolumes(volumes, items)
    const shown = values['dry-run'] ? items : goes
    if (values['dry-run'] || !values.json) {
      printList(terminal, shown, {
        json: values.json,
        empty: values['dry-run'] ? 'The installation holds nothing.' : 'There is nothing to clean up.',
        columns: {
          WHAT: nameOf,
          SIZE: ({ bytes }) => decimalSize(bytes),
          '': (item) => (goes.includes(item) ? 'goes' : item.may ? 'may go' : 'stays'),
          WHY: ({ because }) => why(because),
        },
      })
    }
    if (values['dry-run'] || goes.length === 0) return
    const total = decimalSize(goes.reduce((sum, { bytes }) => sum + bytes, 0))
    if (!values.yes && !(await confirm(terminal, `Remove these and free at least ${total}?`, false))) {
      throw new Failure('Nothing was removed.', { hint: 'Say --yes if that is meant.' })
    }
    const { id } = await client.call('cleanUp', { body: { items: goes.map((item) => item.id), volumes } })
    const done = await over(client, id)
    if (values.json) terminal.print(JSON.stringify(done))
    const stayed = done.items.filter(({ state }) => state !== 'removed')
    if (!values.json) {
      for (const item of stayed)
        terminal.tell(
          `${nameOf(item)} stayed: ${item.said ?? (item.because ? why(item.because) : item.state)}`,
        )
      const freed = done.items.filter(({ state }) => state === 'removed')
      terminal.print(`Freed ${decimalSize(freed.reduce((sum, { bytes }) => sum + bytes, 0))}.`)
    }
    if (done.state !== 'succeeded') throw new Failure(done.failure ?? `The cleanup was ${done.state}.`)
  },
)

/** @throws Failure for a name that is no volume which may go. */
function requireVolumes(names: readonly string[], items: readonly CleanupItem[]): void {
  for (const name of names) {
    const found = items.find((item) => item.kind === 'volume' && item.name === name)
    if (!found)
      throw new Failure(`The installation has no volume "${name}".`, {
        hint: 'keelson cleanup --dry-run lists them.',
      })
    if (!found.may) throw new Failure(`The volume ${name} stays: ${why(found.because)}.`)
  }
}

async function over(client: Client, cleanup: string) {
  for (;;) {
    const found = await client.call('oneCleanup', { params: { cleanup } })
    if (found.finishedAt !== null) return found
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}
