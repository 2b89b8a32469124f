import { parentPort, workerData } from 'node:worker_threads'
import { between, type Command, type LoadOptions } from './load.ts'
import { sendRequests } from './requests.ts'
import { Recorder } from './seen.ts'
import { keepSockets } from './sockets.ts'

// The thread of `startLoad`: makes the load, and writes down what it sees.
const options: LoadOptions = workerData
const recorder = new Recorder(between)
const sockets = await keepSockets(options, recorder)
const requests = sendRequests(options, recorder)

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
      await Promise.all([requests.stop(), sockets.stop()])
      recorder.enter(between)
      return recorder.seen
  }
}

parentPort?.on('message', async (command: Command) => parentPort?.postMessage(await obey(command)))
parentPort?.postMessage('ready')
