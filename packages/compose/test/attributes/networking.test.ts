import { testGroup } from './harness.ts'

testGroup('networking')
