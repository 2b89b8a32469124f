import { create, type UpOptions } from '@keelson/engine'
import { imageFlags, orphansFlag, recreateFlags, scaleFlag, yesFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { imageWish } from '../local/images.ts'
import { orphansWish } from '../local/orphans.ts'
import { openProject } from '../local/project.ts'
import { recreateWish } from '../local/recreate.ts'
import { readScale } from '../local/scale.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      ...imageFlags,
      ...orphansFlag,
      ...recreateFlags,
      ...scaleFlag,
      ...yesFlag,
      'no-build': { kind: 'switch', help: 'Build nothing, even where the files ask for it' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, env } = call
    const docker = await openDocker(call)
    const opened = openProject(call, { services: words })
    const options: UpOptions = {
      ...imageWish(values),
      ...recreateWish(values),
      ...orphansWish(values, env),
      services: words,
      scale: readScale(values.scale),
      known: opened.disabled,
      contents: opened.contents,
      origin: opened.origin,
      recreateVolumes: values.yes,
      quiet: values['quiet-pull'],
      start: false,
    }
    await withProgress(call, (basics) => create(docker, opened.project, { ...options, ...basics }))
  },
)
