import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { asText, draw, topologyOf } from '@keelson/topology'
import { local } from '../command.ts'
import { loadProject, requestOf } from '../local/project.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Draws the project from its files alone: services, networks as regions, volumes, published ports, and who waits for whom. The same files always give the same picture. With services named: these and what they need.',
    examples: [
      'keelson picture -o picture.svg',
      'keelson picture --theme dark > picture.svg',
      'keelson picture --format text',
    ],
    flags: {
      format: {
        kind: 'text',
        value: 'FORMAT',
        default: 'svg',
        oneOf: ['svg', 'text', 'json'],
        help: 'svg, text (one line a fact) or json',
      },
      output: { kind: 'text', short: 'o', value: 'FILE', help: 'Write to this file' },
      theme: {
        kind: 'text',
        value: 'THEME',
        default: 'auto',
        oneOf: ['auto', 'light', 'dark'],
        help: 'Colours: light, dark, or auto, as the reader’s system is',
      },
    },
    words: [0],
    completes: ['service'],
  },
  (call) => {
    const { values, words, terminal, cwd } = call
    const request = { ...requestOf(call), ...(words.length > 0 && { services: words }) }
    const topology = topologyOf(loadProject(request, call).project, { folder: request.projectDirectory })
    const format = values.json ? 'json' : values.format
    const theme = values.theme === 'light' || values.theme === 'dark' ? values.theme : 'auto'
    const text =
      format === 'json'
        ? JSON.stringify(topology, undefined, 2)
        : format === 'text'
          ? asText(topology)
          : draw(topology, { theme })
    if (values.output !== undefined) writeFileSync(resolve(cwd, values.output), `${text.trimEnd()}\n`)
    else terminal.print(text.trimEnd())
    return Promise.resolve()
  },
)
