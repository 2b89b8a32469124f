import type { Activity } from '@keelson/protocol'
import { ago, deployId } from './world.ts'

const nuria = 'nuria@example.org'

/** What a small team did of late, newest first: with an operation, from a token, refused, about no project. */
export function someActivity(): Activity[] {
  const rows: Omit<Activity, 'id'>[] = [
    did(120, nuria, 'turnOn', { project: 'shop', subject: 'v12', deploy: deployId(1) }),
    did(600, `${nuria} (token ci)`, 'deploy', { project: 'shop', deploy: deployId(2) }),
    did(1_800, 'teo@example.org', 'setVariable', { project: 'shop', subject: 'PAYMENT_PROVIDER_ENDPOINT' }),
    did(2_400, 'teo@example.org', 'deleteVersion', {
      project: 'shop',
      subject: 'v11',
      done: false,
      code: 'wrong-state',
    }),
    did(3_000, nuria, 'closeTerminal', {
      project: 'shop',
      subject: 'production web 4f1c9e2b7d8a',
      seconds: 754,
    }),
    did(3_754, nuria, 'openTerminal', { project: 'shop', subject: 'production web 4f1c9e2b7d8a' }),
    did(9_000, 'teo@example.org', 'signIn', { done: false, code: 'wrong-password' }),
    did(90_000, nuria, 'deleteHostKey', { subject: 'git.example.org' }),
    did(200_000, nuria, 'createProject', { subject: 'shop' }),
    did(900_000, nuria, 'setup', {}),
  ]
  return rows.map((row, index) => ({ ...row, id: rows.length - index }))
}

const did = (
  seconds: number,
  who: string,
  action: string,
  more: Partial<Activity>,
): Omit<Activity, 'id'> => ({
  at: ago(seconds),
  who,
  action,
  project: null,
  subject: null,
  done: true,
  code: null,
  deploy: null,
  seconds: null,
  ...more,
})
