import { create, type UpOptions, up } from '@keelson/engine'
import { upFlags } from '../arguments/up-flags.ts'
import { local } from '../command.ts'
import { Failure } from '../failure.ts'
import { imageWish } from '../local/images.ts'
import { orphansWishOfUp } from '../local/orphans.ts'
import { type OpenedProject, openProject } from '../local/project.ts'
import { recreateWish } from '../local/recreate.ts'
import { readScale } from '../local/scale.ts'
import { openDocker } from '../local/target.ts'
import { checkCombinations } from '../local/up-flags.ts'
import { withProgress } from '../local/verb.ts'
import { limited } from '../local/wait-timeout.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Builds and pulls what is missing, creates and starts containers, and shows what they write until Ctrl-C (once: stop gracefully; twice: kill). What runs and fits is left alone. With --dry-run: each step and its reason.',
    examples: ['keelson up -d', 'keelson up --dev', 'keelson up -d --scale worker=3', 'keelson --dry-run up'],
    flags: upFlags,
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, env } = call
    checkCombinations(values)
    const docker = await openDocker(call)
    const opened = openProject(call, { services: words })
    const { project } = opened
    if (Object.keys(project.services).length === 0) throw noneChosen(opened)
    const options: UpOptions = {
      ...imageWish(values),
      ...recreateWish(values),
      ...orphansWishOfUp(values, env),
      services: words,
      noDeps: values['no-deps'],
      scale: readScale(values.scale),
      stopTimeout: values.timeout,
      known: opened.disabled,
      contents: opened.contents,
      origin: opened.origin,
      recreateVolumes: values.yes,
      quiet: values['quiet-pull'] || values['quiet-build'],
      wait: values.wait,
    }
    if (values['no-start']) {
      await withProgress(call, (basics) => create(docker, project, { ...options, ...basics }))
      return 0
    }
    if (!values.detach && !values.wait && !values['dry-run']) {
      const { attachedUp } = await import('../local/attached-up.ts')
      return attachedUp(call, docker, opened, options)
    }
    await withProgress(call, (basics) =>
      up(docker, project, { ...options, ...basics, signal: limited(basics.signal, values['wait-timeout']) }),
    )
    return 0
  },
)

function noneChosen({ project, disabled }: OpenedProject): Failure {
  return disabled.length === 0
    ? new Failure(`The project ${project.name} has no services.`)
    : new Failure(`No service is chosen: all of ${project.name} are in profiles that are not on.`, {
        hint: `Name one (${disabled.join(', ')}), or turn on a profile with --profile or COMPOSE_PROFILES.`,
      })
}
