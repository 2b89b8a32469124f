import type { Entry } from './context.ts'
import { virtualFile } from './context.ts'
import {
  assignments,
  type BuildArguments,
  type Dockerfile,
  expand,
  fromParts,
  type Instruction,
  parseDockerfile,
} from './dockerfile.ts'

/*
 * Rewriting a Dockerfile for a builder that is older than it. Every rewrite keeps the number of lines, so
 * that the builder's line numbers stay those of the user's file.
 */

/** The same Dockerfile without its `# syntax=` line. */
export function withoutSyntax(dockerfile: Dockerfile): string {
  return dockerfile.lines.map((line, at) => (at + 1 === dockerfile.syntax?.line ? '#' : line)).join('\n')
}

/** Replaces the names of additional contexts by images: in FROM, `--from=` and `--mount=from=`. */
export function withNamedContexts(text: string, images: ReadonlyMap<string, string>): string {
  const byName = new Map([...images].map(([name, image]) => [name.toLowerCase(), image]))
  const named = (name: string) => byName.get(name.replace(/^["']|["']$/g, '').toLowerCase())
  return replaceInstructions(parseDockerfile(text), (instruction) => {
    const flags = instruction.flags.map((flag) =>
      flag.startsWith('--from=')
        ? `--from=${named(flag.slice(7)) ?? flag.slice(7)}`
        : flag.startsWith('--mount=')
          ? flag.replace(/([=,]from=)([^,]*)/, (whole, before, name) => {
              const image = named(name)
              return image ? before + image : whole
            })
          : flag,
    )
    if (instruction.keyword !== 'FROM') {
      return flags.join() === instruction.flags.join() ? undefined : { ...instruction, flags }
    }
    const { image } = fromParts(instruction.rest)
    const other = named(image)
    return other ? { ...instruction, rest: instruction.rest.replace(image, other) } : undefined
  })
}

/** Where rewritten heredocs find their files: an image with `/N/NAME` in it, to be made from `files`. */
export type Heredocs = { text: string; files: Entry[] }

/**
 * Writes heredocs, and the `--link` flag, in the words of a builder that knows neither.
 * @throws Error when a heredoc uses a variable whose value only the builder knows.
 */
export function withoutHeredocs(text: string, args: BuildArguments, filesImage: string): Heredocs {
  const dockerfile = parseDockerfile(text)
  const files: Entry[] = []
  const globals: Record<string, string> = {}
  let values: Record<string, string> = {}
  let shell = ['/bin/sh', '-c']
  let inStage = false
  let count = 0

  const rewritten = replaceInstructions(dockerfile, (instruction) => {
    const { keyword, rest, heredocs } = instruction
    if (keyword === 'FROM') {
      inStage = true
      values = {}
      shell = ['/bin/sh', '-c']
    } else if (keyword === 'ARG') {
      for (const [name, preset] of assignments(rest)) {
        const value = args[name] ?? (preset === undefined ? globals[name] : expand(preset, values))
        if (value !== undefined) (inStage ? values : globals)[name] = value
      }
    } else if (keyword === 'ENV') {
      for (const [name, value = ''] of assignments(rest)) values[name] = expand(value, values)
    } else if (keyword === 'SHELL') {
      shell = shellWords(rest) ?? shell
    }
    const flags = instruction.flags.filter((flag) => !/^--link(=true)?$/.test(flag))
    if (heredocs.length === 0)
      return flags.length === instruction.flags.length ? undefined : { ...instruction, flags }

    const place = String(count++)
    const store = (name: string, body: string, mode: number) => {
      if (!files.some((file) => file.path === place)) {
        files.push({ path: place, kind: 'folder', mode: 0o755, size: 0, mtime: 0n })
      }
      files.push(virtualFile(`${place}/${name}`, Buffer.from(body), mode))
    }
    if (keyword === 'RUN') {
      const [only] = heredocs
      if (heredocs.length > 1 || !only || !/^\d*<<\S+\s*$/.test(rest)) {
        const script = [rest, ...heredocs.map((one) => `${one.body}${one.name}`)].join('\n')
        return { ...instruction, flags, rest: JSON.stringify([...shell, script]) }
      }
      if (!only.body.startsWith('#!'))
        return { ...instruction, flags, rest: JSON.stringify([...shell, only.body]) }
      store(only.name, only.body, 0o755)
      const target = `/dev/keelson-heredoc-${place}`
      const mount = `--mount=type=bind,from=${filesImage},source=/${place},target=${target}`
      return { ...instruction, flags: [...flags, mount], rest: JSON.stringify([`${target}/${only.name}`]) }
    }
    const others = rest.replace(/(?:^|\s)\d*<<-?(["']?)[A-Za-z_][\w.-]*\1(?=\s|$)/g, '').trim()
    if (/\s/.test(others)) {
      throw new Error(
        `Line ${instruction.first} of the Dockerfile mixes heredocs and files in one ${keyword}, which this engine's builder is too old for. Split it in two.`,
      )
    }
    for (const { name, body, expand: expands } of heredocs) {
      const unknown = (variable: string): string => {
        throw new Error(
          `Line ${instruction.first} of the Dockerfile uses $${variable} in a heredoc. This engine's builder is too old for that: quote the delimiter (<<'${name}') or declare ARG ${variable} in this stage.`,
        )
      }
      store(name, expands ? expand(body, values, unknown) : body, 0o644)
    }
    const sources = heredocs.map((one) => `/${place}/${one.name}`).join(' ')
    return {
      ...instruction,
      keyword: 'COPY',
      flags: [`--from=${filesImage}`, ...flags],
      rest: `${sources} ${others}`,
    }
  })
  return { text: rewritten, files }
}

/** True when a builder without heredocs and `--link` would misread the file. */
export const needsNewBuilder = ({ instructions }: Dockerfile) =>
  instructions.some((one) => one.heredocs.length > 0 || one.flags.some((flag) => /^--link(=|$)/.test(flag)))

function replaceInstructions(
  dockerfile: Dockerfile,
  replace: (instruction: Instruction) => Instruction | undefined,
): string {
  const lines = [...dockerfile.lines]
  for (const instruction of dockerfile.instructions) {
    const other = replace(instruction)
    if (!other) continue
    for (let at = instruction.first; at < instruction.last; at++) lines[at] = ''
    lines[instruction.first - 1] = [other.keyword, ...other.flags, other.rest].join(' ')
  }
  return lines.join('\n')
}

function shellWords(text: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}
