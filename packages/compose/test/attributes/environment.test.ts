import { testGroup } from './harness.ts'

testGroup('environment')
