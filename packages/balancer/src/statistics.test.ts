import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStatistics } from './statistics.ts'

const table = `# pxname,svname,type,scur,stot,rate,req_rate,req_tot,status,weight,bin,bout,hrsp_2xx,hrsp_5xx,econ,wretr,check_status,check_code,check_duration,last_chk,rtime,lastchg,addr,
web,FRONTEND,0,7,70,1,9,90,OPEN,,1000,2000,80,2,,,,,,,,,,
shop,c-a,2,3,40,4,,,UP,100,10,20,39,1,2,1,L7OK,200,5,"OK, really",12,60,10.0.0.1:80,
shop,c-b,2,0,0,0,,,DOWN 1/2,100,0,0,0,0,0,0,* L4CON,,0,,0,3,10.0.0.2:80,
shop,c-c,2,1,8,0,,,DRAIN,0,0,0,8,0,0,0,L4OK,,0,,0,3,10.0.0.3:80,
shop,c-d,2,0,0,0,,,MAINT,100,0,0,0,0,0,0,,,,,0,3,10.0.0.4:80,
shop,BACKEND,1,4,48,4,,,UP,100,10,20,47,1,2,1,,,,,12,60,,
`

test('servers and frontends, each with what it did', () => {
  const { frontends, servers } = parseStatistics(table)
  assert.deepEqual(
    frontends.map(({ name, connections, requests, requestsPerSecond }) => [
      name,
      connections,
      requests,
      requestsPerSecond,
    ]),
    [['web', 7, 90, 9]],
  )
  assert.deepEqual(
    servers.map(({ server, state }) => `${server} ${state}`),
    ['c-a up', 'c-b down', 'c-c drain', 'c-d disabled'],
  )
  const [a, b] = servers
  assert.ok(a && b)
  assert.deepEqual(
    [a.inFlight, a.requests, a.statuses['2xx'], a.statuses['5xx'], a.retries],
    [3, 40, 39, 1, 1],
  )
  assert.deepEqual(a.health, { result: 'L7OK', status: 200, durationMs: 5, failures: 0, text: 'OK, really' })
  assert.equal(a.averageMs.response, 12)
  assert.equal(b.health.result, 'L4CON')
})

test('an answer that is no table holds nothing', () => {
  assert.deepEqual(parseStatistics("Can't find the target PID"), { frontends: [], servers: [] })
})
