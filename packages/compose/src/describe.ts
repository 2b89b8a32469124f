import type { Fault, Section, ValueKind } from './problem.ts'

/** What is wrong, then what to do, in plain English. A code without words does not compile. */
export function describe(fault: Fault): string {
  switch (fault.code) {
    case 'file-missing':
      return fault.why === 'compose'
        ? `There is no Compose file ${fault.file}. Create one, or name another with -f.`
        : `There is no file ${fault.file}. Create it, or correct its path${fault.why === 'environment' ? ', or set "required: false"' : ''}.`
    case 'file-outside':
      return `${fault.file} lies outside ${fault.root} and may not be read. Put it inside.`
    case 'file-too-large':
      return `${fault.file} is larger than ${fault.limit} bytes and is not read.`
    case 'environment-syntax':
      return `Line ${fault.line} of ${fault.file} cannot be read. ${fault.reason}`
    case 'environment-format':
      return `There is no environment file format "${fault.format}". Leave it out, or use "raw".`
    case 'yaml-syntax':
      return fault.reason
    case 'duplicate-key':
      return `"${fault.key}" stands here a second time; the first is on line ${fault.first}. Remove one of them.`
    case 'key-not-text':
      return `The key ${fault.key} is not text. Put it in quotes.`
    case 'alias-unknown':
      return `There is no anchor &${fault.name} above this alias. Define it before it is used.`
    case 'alias-expansion':
      return `The aliases of this file stand for more than ${fault.limit} values. Use fewer.`
    case 'nested-too-deep':
      return `The values are nested more than ${fault.limit} levels deep. Use fewer levels.`
    case 'merge-value':
      return 'What follows << must be a mapping, an alias of one, or a list of those.'
    case 'empty-project':
      return 'The Compose file is empty. Add a "services:" section.'
    case 'template-syntax':
      return `"${fault.template}" is no valid use of a variable. Write \${NAME} or \${NAME:-default}; write $$ for a dollar.`
    case 'variable-required':
      return fault.reason
        ? `The variable ${fault.name} must be set: ${sentence(fault.reason)}`
        : `The variable ${fault.name} must be set. Set it in the environment or in .env.`
    case 'variable-unset':
      return `The variable ${fault.name} is not set and counts as empty. Set it, or write \${${fault.name}:-default}.`
    case 'variable-type':
      return `"${fault.value}" is not ${fault.wanted}, which is what belongs here.`
    case 'extends-unknown':
      return `"${fault.service}" extends "${fault.base}", but ${fault.file} has no such service.`
    case 'extends-cycle':
      return `These services extend each other: ${fault.chain.join(' → ')}. Remove one "extends".`
    case 'include-cycle':
      return `These files include each other: ${fault.chain.join(' → ')}. Remove one "include".`
    case 'override-kind':
      return `This is ${fault.over}, but an earlier file has ${fault.base} here. Use the same form in both, or tag this one !override.`
    case 'unknown-key':
      return `There is no "${fault.key}" here. ${suggest(fault.nearest, 'Remove it, or begin its name with "x-".')}`
    case 'missing-key':
      return `"${fault.key}" is missing here. Add it.`
    case 'wrong-kind':
      return `This is ${fault.found}, but ${list(fault.wanted)} belongs here.`
    case 'not-allowed':
      return `"${fault.value}" is not possible here. ${suggest(fault.nearest, `Use ${list(fault.allowed)}.`)}`
    case 'bad-pattern':
      return `"${fault.value}" does not fit. It must match ${fault.pattern}.`
    case 'out-of-range':
      return `${fault.value} is out of range. Use a value ${range(fault.min, fault.max)}.`
    case 'repeated-item':
      return `This item stands in the list already, as number ${fault.first + 1}. Remove one of them.`
    case 'bad-name':
      return `"${fault.name}" cannot be a name here. Use letters, digits, ".", "_" and "-".`
    case 'project-name':
      return `"${fault.name}" cannot be a project name. Use lower-case letters, digits, "-" and "_", beginning with a letter or digit.`
    case 'bad-value':
      return `"${fault.value}" cannot be read. Write ${fault.wanted}.`
    case 'bad-port':
      return `The port "${fault.value}" cannot be read. ${fault.reason} Write [[address:]published:]target[/protocol].`
    case 'bad-mount':
      return `The volume "${fault.value}" cannot be read. ${fault.reason} Write [source:]target[:options].`
    case 'exclusive-keys':
      return `${quoted(fault.keys, 'and')} exclude each other. Keep one of them.`
    case 'one-of-keys':
      return `One of ${quoted(fault.keys, 'or')} must be set here.`
    case 'external-conflict':
      return `An external resource is made elsewhere, so "${fault.key}" has no place here. Remove it, or "external".`
    case 'no-image':
      return `The service "${fault.service}" has neither "image" nor "build". Add one of them.`
    case 'unknown-reference':
      return `The service "${fault.service}" refers to ${article[fault.section]} "${fault.name}" that does not exist. ${suggest(fault.nearest, `Add it under "${fault.section}:".`)}`
    case 'disabled-dependency':
      return `The service "${fault.service}" needs "${fault.needs}", which no active profile includes. Activate ${list(fault.profiles)}, or set "required: false".`
    case 'dependency-cycle':
      return `These services wait for each other: ${fault.services.join(' → ')}. Remove one dependency.`
    case 'unequal-values':
      return `"${fault.keys[0]}" and "${fault.keys[1]}" say different things. Keep one of them.`
    case 'platform-missing':
      return `The image is built for other platforms than "${fault.platform}", on which the service runs. Add it to "build.platforms".`
    case 'name-and-scale':
      return `${fault.replicas} containers cannot all be called "${fault.service}". Remove "container_name", or run one container.`
    case 'name-twice':
      return `The service "${fault.service}" calls its container "${fault.name}" too. Choose another "container_name".`
    case 'mounted-twice':
      return `Two things are mounted at ${fault.target}. Remove one of them.`
    case 'not-buildable':
      return `The service "${fault.service}" builds on "${fault.name}", which has no "build".`
    case 'unknown-service':
      return `There is no service "${fault.name}". ${suggest(fault.nearest, 'Check the name and the active profiles.')}`
    case 'obsolete-key':
      return `"${fault.key}" is obsolete and has no effect. ${fault.instead ?? 'Remove it.'}`
    case 'yaml-1.1-boolean':
      return `"${fault.value}" stands for true or false only in old YAML. Write true or false.`
  }
}

const article: Record<Section, string> = {
  services: 'a service',
  networks: 'a network',
  volumes: 'a volume',
  secrets: 'a secret',
  configs: 'a config',
  models: 'a model',
}

/** The writer's own words, with a full stop. */
function sentence(words: string): string {
  return words === '' || /[.!?]$/.test(words) ? words : `${words}.`
}

function suggest(nearest: string | undefined, otherwise: string): string {
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`
}

function list(items: readonly (string | ValueKind)[]): string {
  if (items.length < 2) return items[0] ?? 'nothing'
  return `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}

function quoted(keys: readonly string[], word: string): string {
  const all = keys.map((key) => `"${key}"`)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`
}

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `up to ${max}`
  return max === undefined ? `from ${min} on` : `from ${min} to ${max}`
}
