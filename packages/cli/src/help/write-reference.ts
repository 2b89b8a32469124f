import { writeFileSync } from 'node:fs'
import { referencePage } from './reference.ts'

writeFileSync(new URL('../../../../docs/reference/cli.md', import.meta.url), await referencePage())
