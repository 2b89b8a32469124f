import { testGroup } from './harness.ts'

testGroup('build')
