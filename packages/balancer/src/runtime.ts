import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { certificateFile, certificateList, listLine } from './certificates.ts'
import { type Backend, type Certificate, type Server, serverName } from './config.ts'
import { mapFile } from './maps.ts'
import type { Step } from './plan.ts'
import { serverParameters } from './render.ts'
import { ask } from './socket.ts'

/** HAProxy did not take a runtime command. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}

/** Milliseconds. */
const replaceMs = 1000

/** What could not be removed yet, because connections are still open. */
export type Lingering = { backend: string; name: string }

/**
 * Carries out one runtime step.
 *
 * @returns the server, where it is out of service but still has connections: ask again later
 * @throws CommandRefused with HAProxy's own words
 */
export async function perform(
  folder: string,
  step: Exclude<Step, { kind: 'reload' }>,
): Promise<Lingering | undefined> {
  const command = (text: string, accepted?: RegExp) => order(folder, text, accepted)
  switch (step.kind) {
    case 'add-server':
      await addServer(folder, step.backend, step.server)
      return
    case 'replace-server': {
      const old = { backend: step.backend.name, name: serverName(step.server) }
      // What is open on the address of before goes nowhere any more: HAProxy lets go of it within moments.
      if (await removeServer(folder, old, replaceMs))
        throw new CommandRefused(`${old.backend}/${old.name} still has connections to its old address.`)
      await addServer(folder, step.backend, step.server)
      return
    }
    case 'remove-server':
      // Nobody waits for connections that may last for hours.
      return removeServer(folder, step)
    case 'set-weight':
      await command(`set server ${step.backend}/${step.name} weight ${step.weight}`)
      return
    case 'disable-server':
      await command(`disable server ${step.backend}/${step.name}`)
      return
    case 'enable-server':
      await command(`enable server ${step.backend}/${step.name}`)
      return
    case 'add-entry':
      await command(`add map ${mapFile(step.map)} ${step.key} ${step.value}`)
      return
    case 'set-entry':
      await command(`set map ${mapFile(step.map)} ${step.key} ${step.value}`)
      return
    case 'remove-entry':
      await command(`del map ${mapFile(step.map)} ${step.key}`)
      return
    case 'add-certificate':
      await addCertificate(folder, step.certificate)
      return
    case 'remove-certificate':
      await command(`del ssl crt-list ${certificateList} ${step.file}`, /deleted/)
      await command(`del ssl cert ${step.file}`, /deleted/)
  }
}

/** One that an interrupted attempt left behind, in no list, is filled and used. */
async function addCertificate(folder: string, certificate: Certificate): Promise<void> {
  const file = certificateFile(certificate)
  const payload = (text: string) => `<<\n${text.trim()}\n`
  await order(folder, `new ssl cert ${file}`, /New empty|already exists/)
  await order(folder, `set ssl cert ${file} ${payload(certificate.pem)}`, /Transaction (created|updated)/)
  await order(folder, `commit ssl cert ${file}`, /Success/)
  await order(folder, `add ssl crt-list ${certificateList} ${payload(listLine(certificate))}`, /Success/)
}

async function addServer(folder: string, backend: Backend, server: Server): Promise<void> {
  const place = `${backend.name}/${serverName(server)}`
  const isSticky = backend.kind === 'http' && backend.sticky !== 'never'
  const commands = [
    `add server ${place} ${serverParameters({ ...server, disabled: false })}`,
    // HAProxy makes cookies of the servers that it starts with; told again, also of those that came since.
    ...(isSticky ? [`enable dynamic-cookie backend ${backend.name}`] : []),
    `enable health ${place}`,
    ...(server.disabled ? [] : [`enable server ${place}`]),
  ]
  await order(folder, commands.join('; '), /^New server registered\.$/)
}

/** Takes the server out at once, and deletes it if HAProxy lets go of it within so many milliseconds. */
async function removeServer(
  folder: string,
  { backend, name }: Lingering,
  patienceMs = 0,
): Promise<Lingering | undefined> {
  const place = `${backend}/${name}`
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await ask(path.join(folder, 'admin.sock'), `disable server ${place}; del server ${place}`)
    if (/deleted/i.test(answer) || /No such server/i.test(answer)) return undefined
    if (!/connection|maintenance|idle|sessions/i.test(answer)) throw new CommandRefused(`${place}: ${answer}`)
    if (Date.now() >= deadline) return { backend, name }
    await delay(20)
  }
}

/** Most commands answer nothing when all is well. */
async function order(folder: string, command: string, accepted = /^$/): Promise<void> {
  const answer = await ask(path.join(folder, 'admin.sock'), command)
  // What follows the first line may be a private key.
  const [said] = command.split('\n', 1)
  if (!accepted.test(answer)) throw new CommandRefused(`HAProxy refused "${said}": ${answer}`)
}
