import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { between, type Command, type LoadOptions } from './load.ts'
import { sendRequests } from './requests.ts'
import { Recorder } from './seen.ts'
import { keepSockets } from './sockets.ts'

// The thread of `startLoad`: makes the load, and writes down what it sees.
comeFirst()
const options: LoadOptions = workerData
const recorder = new Recorder(between)
const requests = sendRequests(options, recorder)
const sockets = await keepSockets(options, recorder)

async function obey(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'row':
      recorder.enter(command.name)
      return
    case 'killing':
      recorder.seen.killings.push({ replica: command.replica, from: recorder.now(), to: Infinity })
      return
    case 'killed':
      for (const killing of recorder.seen.killings)
        if (killing.replica === command.replica) killing.to = recorder.now()
      return
    case 'stop':
      // The time that good-byes take is not of the schedule.
      recorder.enter(between)
      await Promise.all([requests.stop(), sockets.stop()])
      return recorder.seen
  }
}

parentPort?.on('message', async (command: Command) => parentPort?.postMessage(await obey(command)))
parentPort?.postMessage('ready')

/**
 * Visitors have machines of their own: on this one their thread goes before the builds and the application that it
 * measures, where the system allows that (Linux, as root). Elsewhere the load may be late, which is counted.
 */
function comeFirst(): void {
  try {
    const [thread] = readlinkSync('/proc/thread-self').split('/').slice(-1)
    setPriority(Number(thread), constants.priority.PRIORITY_HIGH)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ERR_SYSTEM_ERROR') throw error
  }
}
