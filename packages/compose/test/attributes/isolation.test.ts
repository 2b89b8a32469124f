import { testGroup } from './harness.ts'

testGroup('isolation')
