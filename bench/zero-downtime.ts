import type { Benchmark } from '../scripts/bench.ts'
import { startTrial, type Trial } from '../tests/harness/load/trial.ts'
import { median } from './statistics/rounds.ts'

/**
 * An application under 500 requests a second and 200 websockets while everything is done to it that an installation
 * does: what is lost is counted. A websocket is closed early when its replica was sent a request less than the drain
 * time (2 s here) before, or afterwards; one that is closed later was moved, and its client opens another at once.
 */
export default {
  name: 'zero-downtime',
  async run() {
    await using trial = await startTrial()
    await trial.row('HAProxy reload', trial.reloadBalancer, 20)
    await trial.row('certificate replaced', trial.replaceCertificate, 3)
    await trial.row('control plane kill -9, restart', trial.killControlPlane, 3)
    await trial.row('deploy of a changed version', trial.deploy, 5)
    const rollbacks = await trial.row('rollback', oneEarlier(trial), 3)
    await trial.row('newest version on in a preview', () => trial.preview(trial.newest()))
    const madeLive = await trial.row('make live what is on in a preview', trial.makeLive, 3)
    await trial.row('scale 2 → 1 → 4 → 2', () => scale(trial), 3)
    await trial.row('one replica killed', trial.killReplica)
    const { table, faults, total } = await trial.stop()
    return {
      figures: {
        requests: total.requests,
        unsentRequests: total.unsentRequests,
        requestsPerSecond: Math.round(total.requests / total.seconds),
        failedRequests: total.failedRequests,
        websocketsClosedEarly: total.websocketsClosedEarly,
        messagesLost: total.messagesLost + total.messagesDisordered,
        makeLiveMs: Math.round(median(madeLive)),
        rollbackMs: Math.round(median(rollbacks)),
      },
      report: [table, ...(faults.length === 0 ? ['Nothing was lost.'] : faults)].join('\n'),
    }
  },
} satisfies Benchmark

/** Turns on the version before the newest, then the one before that, and so on. */
function oneEarlier(trial: Trial): () => Promise<number> {
  let version = trial.newest()
  return () => trial.turnOn(--version)
}

async function scale(trial: Trial): Promise<void> {
  for (const count of [1, 4, 2]) await trial.scale(count)
}
