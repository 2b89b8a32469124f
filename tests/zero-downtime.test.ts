import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTrial } from './harness/load/trial.ts'

test('whatever is done to it, an application under load loses no request, no message and no websocket', async (t) => {
  await using trial = await startTrial()
  await trial.row('HAProxy reload', trial.reloadBalancer, 5)
  await trial.row('control plane kill -9, restart', trial.killControlPlane)
  await trial.row('deploy of a changed version', trial.deploy)
  await trial.row('rollback', () => trial.turnOn(1))
  await trial.row('certificate replaced', trial.replaceCertificate)
  await trial.row('scale 2 → 4', () => trial.scale(4))
  await trial.row('scale 4 → 2', () => trial.scale(2))
  await trial.row('one replica killed', trial.killReplica)
  const { table, faults, total } = await trial.stop()

  t.diagnostic(`\n${table}`)
  assert.deepEqual(faults, [])
  assert.ok(total.requests > 250 * total.seconds, `${total.requests} requests in ${total.seconds} s`)
})
