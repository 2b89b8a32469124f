import { LABEL, listVolumes, observeContainers } from '@keelson/engine'
import { formatFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { printRows } from '../print/rows.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: { ...formatFlag, quiet: { kind: 'switch', short: 'q', help: 'Print names alone' } },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, name } = await openTarget(call, words)
    const [volumes, containers] = await Promise.all([listVolumes(docker), observeContainers(docker, name)])
    const used = new Set(
      containers
        .filter(({ service }) => words.includes(service))
        .flatMap(({ mounts }) => mounts.map((m) => m.name)),
    )
    const rows = volumes
      .filter(({ Labels }) => Labels?.[LABEL.project] === name)
      .filter(({ Name }) => words.length === 0 || used.has(Name))
      .sort((a, b) => (a.Name < b.Name ? -1 : 1))
      .map((volume) => ({
        Driver: volume.Driver,
        Labels: Object.entries(volume.Labels ?? {})
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
        Mountpoint: volume.Mountpoint,
        Name: volume.Name,
        Scope: 'local',
        ...untold,
      }))
    if (values.quiet) for (const row of rows) terminal.print(row.Name)
    else
      printRows(terminal, rows, { format: values.json ? 'json' : values.format, columns, json: 'line-each' })
  },
)

/** Fields of docker's own list of volumes that `docker compose volumes` does not fill either. */
const untold = { Availability: 'N/A', Group: 'N/A', Links: 'N/A', Size: 'N/A', Status: 'N/A' } as const
const columns = { DRIVER: 'Driver', 'VOLUME NAME': 'Name' } as const
