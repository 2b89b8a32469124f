// Solves in a thread of its own, so that the worker goes on answering the queue while HiGHS computes.
import { parentPort, workerData } from 'node:worker_threads'
import { Configuration } from '../model/configuration.ts'
import { Department, prepare } from '../model/department.ts'
import { solve } from '../solver/solve.ts'

const configuration = Configuration.parse(workerData.configuration)
const department = Department.parse(workerData.department)
const stop = new Int32Array(workerData.stop)

const solution = await solve(prepare(department, configuration), configuration, {
  onProgress: (incumbent, seconds) => parentPort?.postMessage({ kind: 'progress', incumbent, seconds }),
  shouldStop: () => Atomics.load(stop, 0) === 1,
})
parentPort?.postMessage({ kind: 'done', solution })
