import { testGroup } from './harness.ts'

testGroup('deploy')
