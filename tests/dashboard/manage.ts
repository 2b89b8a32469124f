import assert from 'node:assert/strict'
import { endpoints } from '@keelson/protocol'
import type { Page } from 'playwright-core'
import { inventory } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'
import { open } from '../harness/web.ts'
import { succeeded } from './steps.ts'

/** A project as the page manages it: where the dashboard is, its name, the address of its main service. */
export type Managed = { page: Page; dashboard: string; project: string; address: string }

/** Says who greets: the replica. */
const program =
  "require('node:http').createServer((_, r) => r.end(process.env.GREETING + ' from ' + require('node:os').hostname())).listen(3000, () => console.log('at your service')); process.on('SIGTERM', () => process.exit(0))"
const compose = `services:
  web:
    image: keelson/node:24
    command: [node, -e, ${JSON.stringify(program)}]
    environment:
      GREETING: \${GREETING:-hello}
    ports: ["3000"]
    volumes: ["data:/data"]
    deploy: { endpoint_mode: vip }
volumes:
  data: {}
`

/** What is wrong in a file is marked where it is, corrected there, and the file becomes a project that answers. */
export async function writeAFile({ page, dashboard, project, address }: Managed): Promise<void> {
  await page.goto(`${dashboard}/new/compose`)
  await page.getByLabel('Name').fill(project)
  await page.getByRole('textbox', { name: 'Compose file' }).click()
  await page.keyboard.insertText(compose.replace('ports', 'prots'))
  await page.locator('.cm-lintRange-error', { hasText: 'prots' }).waitFor()
  const add = page.getByRole('button', { name: 'Add and deploy' })
  assert.ok(await add.isDisabled())
  // Chosen, the remark leads to the place in the text.
  await page.getByRole('button', { name: /^7:5 .*Did you mean "ports"\?/ }).click()
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.type('ports')
  await page.getByText('Nothing wrong: one service').waitFor()
  await page.getByRole('img', { name: 'The services of the file' }).waitFor()
  await page.getByText('One thing goes differently here').waitFor()
  await page.getByText('One machine has no virtual addresses; names resolve to containers.').waitFor()
  await add.click()
  await succeeded(page)
  assert.match((await open(address)).body, /^hello from [0-9a-f]{12}$/)
}

/** One replica becomes three, seen live on the page of the service and by visitors; one is restarted; Undo takes two back. */
export async function scale({ page, dashboard, project, address }: Managed): Promise<void> {
  const production = `${dashboard}/projects/${project}/environments/production`
  const service = await page.context().newPage()
  await service.goto(`${production}/services/web`)
  await service.getByText('1 of 1').waitFor()
  await service.getByRole('button', { name: /^Actions for .*web-1$/ }).click()
  await service.getByRole('menuitem', { name: 'Usage' }).click()
  await service.getByRole('img', { name: 'Memory' }).locator('canvas').waitFor()
  await service.getByText('Last day', { exact: true }).click()
  await service.getByText(/[Bb]y the minute/).waitFor()

  await page.goto(production)
  await page.getByRole('button', { name: 'Scale web' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replicas of web' })
  await dialog.getByText('As the Compose file says: 1.').waitFor()
  await dialog.getByRole('button', { name: 'One more' }).click()
  await dialog.getByRole('button', { name: 'One more' }).click()
  await dialog.getByRole('button', { name: 'Apply' }).click()
  // While it is looked at, the offer to take it back stays.
  await page.getByText('web: 3 replicas.').hover()
  await succeeded(page)
  await service.getByText('3 of 3').waitFor()
  const answering = async () =>
    new Set((await Promise.all(Array.from({ length: 9 }, () => open(address)))).map(({ body }) => body))
  await eventually('three replicas answer', 15_000, async () => (await answering()).size === 3)

  await service.getByRole('button', { name: /^Actions for .*web-2$/ }).click()
  await service.getByRole('menuitem', { name: 'Restart' }).click()
  const question = service.getByRole('dialog', { name: /^Restart .*web-2\?$/ })
  await question.getByText('2 other replicas go on serving').waitFor()
  await question.getByRole('button', { name: 'Restart' }).click()
  await service.getByText(/web-2 was restarted\./).waitFor({ timeout: 60_000 })
  await service.getByRole('button', { name: /^Actions for .*web-2$/ }).click()
  await service.getByRole('menuitem', { name: 'Logs' }).click()
  await service.getByRole('heading', { name: /^Logs of .*web-2$/ }).waitFor()
  await service.getByText('at your service', { exact: true }).nth(1).waitFor()

  await page.getByRole('button', { name: 'Undo' }).click()
  await service.getByText('1 of 1').waitFor({ timeout: 60_000 })
  assert.equal((await answering()).size, 1)
  await service.close()
}

/**
 * Another Compose file, a variable and a secret take effect with the next deploy; what reaches the machine is refused
 * until an administrator trusts the project; what was before is a click away.
 */
export async function change({ page, dashboard, project, address }: Managed): Promise<void> {
  const home = `${dashboard}/projects/${project}`
  const dialog = page.getByRole('dialog')
  await page.goto(`${home}/variables`)
  for (const [name, value, secret] of [
    ['GREETING', 'good evening', false],
    ['API_KEY', 'canary-5f2a', true],
  ] as const) {
    await page.getByRole('button', { name: 'Add a variable' }).click()
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByLabel('Value').fill(value)
    if (!secret) await dialog.getByRole('switch').uncheck()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: `Remove ${name}` }).waitFor()
  }
  await page.getByText('good evening', { exact: true }).waitFor()
  assert.equal(await page.getByText('canary-5f2a').count(), 0)

  await page.goto(`${home}/settings`)
  const listening = `      GREETING: \${GREETING:-hello}, \${API_KEY:+with a key}\n    ipc: host\n`
  const text = compose.replace(/ +GREETING: .*\n/, () => listening)
  const file = { name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Save the file' }).click()
  await page.getByText('Saved. The next deploy takes it.').waitFor()
  await deploy(page, home)
  await page.getByRole('status').filter({ hasText: 'Failed' }).waitFor({ timeout: 60_000 })
  await page
    .getByRole('alert')
    .getByText(/ipc: host shares memory with others/)
    .first()
    .waitFor()
  assert.match((await open(address)).body, /^hello from /, 'what ran before runs on')

  await page.goto(`${home}/settings`)
  await page.getByRole('button', { name: 'Trust this project' }).click()
  await dialog.getByText(/can then do anything on the machine/).waitFor()
  await dialog.getByRole('button', { name: 'Trust this project' }).click()
  await page.getByText('May reach the machine').waitFor()
  await deploy(page, home)
  await succeeded(page)
  assert.match((await open(address)).body, /^good evening, with a key from /)

  // The first version is as it was built: its file, its variables.
  await page.goto(home)
  await page.getByRole('button', { name: 'Actions for v1' }).click()
  await page.getByRole('menuitem', { name: 'Make live' }).click()
  const question = page.getByRole('dialog', { name: 'Make v1 live?' })
  await question.getByText('v3: it can be turned on again at any time').waitFor()
  await question.getByRole('button', { name: 'Make live' }).click()
  await page.getByRole('heading', { name: 'Turn on v1 in production' }).waitFor()
  await succeeded(page)
  assert.match((await open(address)).body, /^hello from /)
}

/** What goes is named, its name must be typed, and then nothing of it is left. */
export async function remove({ page, dashboard, project, address }: Managed): Promise<void> {
  const api = `${dashboard}/api/v1/projects/${project}`
  const environments = await (await page.request.get(`${api}/environments`)).json()
  const [production] = endpoints.environments.answer.parse(environments)
  const labelled = `com.docker.compose.project=${production?.composeProject}`
  const held = await inventory(labelled)
  assert.deepEqual([held.containers.length, held.volumes.length], [1, 1])
  const other = await page.context().newPage()
  await other.goto(`${dashboard}/projects/${project}`)
  await other.getByRole('button', { name: 'Deploy', exact: true }).waitFor()

  await page.goto(`${dashboard}/projects/${project}/settings`)
  await page.getByRole('button', { name: 'Delete the project' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete ${project}?` })
  for (const what of [
    'The environment production: containers and networks.',
    `All volumes with their data: ${held.volumes}. This cannot be undone.`,
    '3 versions with their images and checkouts.',
    new URL(address).host,
    `Variables, secrets, settings and the record of ${project}.`,
  ])
    await dialog.getByText(what).waitFor()
  const act = dialog.getByRole('button', { name: 'Delete the project' })
  await dialog.getByRole('textbox').fill(project.slice(1))
  assert.ok(await act.isDisabled())
  await dialog.getByRole('textbox').fill(project)
  await act.click()
  await page.getByRole('heading', { name: `Delete the project ${project}` }).waitFor()
  await succeeded(page)

  // Who looked at it elsewhere is told, and whoever comes later finds nothing.
  await other.getByText(`${project} was deleted just now.`).waitFor()
  await other.reload()
  await other.getByRole('heading', { name: `There is no project ${project}` }).waitFor()
  await other.close()
  assert.equal((await page.request.get(api)).status(), 404)
  assert.equal((await open(address)).status, 404)
  assert.deepEqual(await inventory(labelled), { containers: [], images: [], networks: [], volumes: [] })
}

async function deploy(page: Page, home: string): Promise<void> {
  await page.goto(home)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL(/\/deploys\//)
}
