import { testGroup } from './harness.ts'

testGroup('lifecycle')
