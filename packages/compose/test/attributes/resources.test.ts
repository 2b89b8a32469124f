import { testGroup } from './harness.ts'

testGroup('resources')
