import { testBroker } from './one-broker.ts'

testBroker('redis')
