/** Where in a file something is. Line and column count from 1, columns in UTF-16 units as editors count. */
export type Place = {
  file: string
  line: number
  column: number
  length: number
  /** The line before and the line itself, shortened; what the caret frame shows. */
  excerpt: readonly string[]
}

/** A kind of value as a person names it. */
export type ValueKind =
  | 'text'
  | 'a whole number'
  | 'a number'
  | 'true or false'
  | 'nothing'
  | 'a list'
  | 'a mapping'

/** The top-level sections that a service refers to. */
export type Section = 'services' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models'

/** What is wrong. Codes are permanent: each is explained in docs/reference/problems.md. */
export type Fault =
  // reading
  | {
      code: 'file-missing'
      file: string
      why: 'compose' | 'extends' | 'include' | 'environment' | 'variables' | 'labels'
    }
  | { code: 'file-outside'; file: string; root: string }
  | { code: 'file-too-large'; file: string; limit: number }
  | { code: 'environment-syntax'; file: string; line: number; reason: string }
  | { code: 'environment-format'; format: string }
  // YAML
  | { code: 'yaml-syntax'; reason: string }
  | { code: 'duplicate-key'; key: string; first: number }
  | { code: 'key-not-text'; key: string }
  | { code: 'alias-unknown'; name: string }
  | { code: 'alias-expansion'; limit: number }
  | { code: 'nested-too-deep'; limit: number }
  | { code: 'merge-value' }
  | { code: 'empty-project' }
  // interpolation
  | { code: 'template-syntax'; template: string }
  | { code: 'variable-required'; name: string; reason: string }
  | { code: 'variable-unset'; name: string }
  | { code: 'variable-type'; value: string; wanted: ValueKind }
  // several files
  | { code: 'extends-unknown'; service: string; base: string; file: string }
  | { code: 'extends-cycle'; chain: string[] }
  | { code: 'include-cycle'; chain: string[] }
  | { code: 'override-kind'; base: ValueKind; over: ValueKind }
  // shape
  | { code: 'unknown-key'; key: string; nearest?: string }
  | { code: 'missing-key'; key: string }
  | { code: 'wrong-kind'; found: ValueKind; wanted: ValueKind[] }
  | { code: 'not-allowed'; value: string; allowed: readonly string[]; nearest?: string }
  | { code: 'bad-pattern'; value: string; pattern: string }
  | { code: 'out-of-range'; value: number; min?: number; max?: number }
  | { code: 'repeated-item'; first: number }
  | { code: 'bad-name'; name: string }
  | { code: 'project-name'; name: string }
  // values
  | { code: 'bad-value'; value: string; wanted: string }
  | { code: 'bad-port'; value: string; reason: string }
  | { code: 'bad-mount'; value: string; reason: string }
  | { code: 'exclusive-keys'; keys: string[] }
  | { code: 'one-of-keys'; keys: string[] }
  | { code: 'external-conflict'; key: string }
  // consistency
  | { code: 'no-image'; service: string }
  | { code: 'unknown-reference'; service: string; section: Section; name: string; nearest?: string }
  | { code: 'disabled-dependency'; service: string; needs: string; profiles: string[] }
  | { code: 'dependency-cycle'; services: string[] }
  | { code: 'unequal-values'; keys: [string, string] }
  | { code: 'platform-missing'; platform: string }
  | { code: 'name-and-scale'; service: string; replicas: number }
  | { code: 'name-twice'; name: string; service: string }
  | { code: 'mounted-twice'; target: string }
  | { code: 'not-buildable'; service: string; name: string }
  | { code: 'unknown-service'; name: string; nearest?: string }
  // warnings
  | { code: 'obsolete-key'; key: string; instead?: string }
  | { code: 'yaml-1.1-boolean'; value: string }

/** One thing wrong (or, among warnings, doubtful), with its place and the path of keys that leads there. */
export type Problem = Fault & { at?: Place; path: string }

/** Receives problems as they are found. */
export type Report = (problem: Problem) => void
