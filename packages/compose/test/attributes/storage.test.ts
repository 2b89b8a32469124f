import { testGroup } from './harness.ts'

testGroup('storage')
