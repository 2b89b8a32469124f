import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, writeProject } from './commands.ts'
import { type Bench, commands, type Times, takeTurns } from './turns.ts'

const services = 5

/**
 * Five images of a folder each, built for the first time, then again with nothing changed, then with one file changed.
 * Each round has contents that no other had, so that nobody finds what another one built.
 */
export function builds(bench: Bench): Promise<Record<'build' | 'again' | 'one', Times>> {
  return takeTurns(
    ['build', 'again', 'one'],
    4,
    commands(bench, async (who, argv, round) => {
      const name = `build-${round}-${who}`
      const contexts = Array.from({ length: services }, (_, index) => join(bench.folder, name, `${index}`))
      for (const context of contexts) writeContext(bench, context)
      const file = writeProject(
        bench,
        name,
        (index) => `{build: ${JSON.stringify(contexts[index])}}`,
        services,
      )
      const build = await command(argv, file, 'build')
      const again = await command(argv, file, 'build')
      writeFileSync(join(contexts[0] ?? '', 'page'), `${name}, changed`)
      return { build, again, one: await command(argv, file, 'build') }
    }),
  )
}

/** A step that copies and one that runs a program, for half a second: as little as there is to a build. */
function writeContext({ image }: Bench, context: string): void {
  mkdirSync(context, { recursive: true })
  writeFileSync(join(context, 'page'), context)
  const steps = [`FROM ${image}`, 'COPY page /page', 'RUN ["busybox", "sleep", "0.5"]']
  writeFileSync(join(context, 'Dockerfile'), `${steps.join('\n')}\n`)
}
