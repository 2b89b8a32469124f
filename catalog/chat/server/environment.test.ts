import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvironment } from './environment.ts'

test('a broker is chosen by its host, and only when the chat is scalable', () => {
  const brokerOf = (variables: Record<string, string>) => {
    const { broker } = readEnvironment(variables)
    return broker && `${broker.kind} ${broker.host}:${broker.port}`
  }
  assert.equal(brokerOf({ REDIS_HOST: 'redis' }), null)
  for (const no of ['false', 'False', '0', 'no', 'off', ''])
    assert.equal(brokerOf({ SCALABLE: no, REDIS_HOST: 'redis' }), null, `SCALABLE=${no}`)
  assert.equal(brokerOf({ SCALABLE: 'true' }), null)
  assert.equal(brokerOf({ SCALABLE: 'true', REDIS_HOST: 'redis' }), 'redis redis:6379')
  assert.equal(brokerOf({ SCALABLE: '1', RABBIT_HOST: 'mq', RABBIT_PORT: '5673' }), 'rabbitmq mq:5673')
  assert.equal(brokerOf({ SCALABLE: 'YES', NATS_HOST: 'nats', REDIS_HOST: '' }), 'nats nats:4222')
})

test('what cannot be used is named, with what would do', () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ SCALABLE: 'perhaps' }, /^Error: SCALABLE is "perhaps"\. Give true or false\./],
    [{ SCALABLE: 'true', REDIS_HOST: 'a', NATS_HOST: 'b' }, /REDIS_HOST and NATS_HOST are set\. Set one\./],
    [{ BIND_PORT: '80x' }, /BIND_PORT is "80x"/],
    [{ BIND_PORT: '70000' }, /BIND_PORT is 70000\. Give a port number/],
    [{ S3_ENDPOINT: 'minio' }, /S3_ENDPOINT is "minio"\. Give an address/],
    [{ S3_ENDPOINT: 'https://minio' }, /Set S3_BUCKET and S3_ACCESS_KEY_ID too/],
  ]
  for (const [variables, message] of cases) assert.throws(() => readEnvironment(variables), message)
})
