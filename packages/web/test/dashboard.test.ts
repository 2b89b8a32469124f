import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect, looks } from './axe.ts'
import { domainFlows } from './domain-flows.ts'
import { type Flow, flows } from './flows.ts'
import { houseFlows } from './house-flows.ts'
import { walkByKeyboard } from './keyboard.ts'
import { serviceFlows } from './service-flows.ts'
import { openSite, type Site } from './site.ts'
import { teamFlows } from './team-flows.ts'
import { topologyFlows } from './topology-flows.ts'

/** Runs a flow in a page of its own; it may leave nothing in the console. */
async function walk(site: Site, { path, act }: Flow): Promise<void> {
  const { page, complaints } = await site.page(path)
  try {
    await act(page, site)
    assert.deepEqual(complaints, [])
  } finally {
    await page.context().close()
  }
}

test('the dashboard in a browser, on recorded data', async (t) => {
  const site = await openSite()
  t.after(() => site.close())
  await t.test('all of it', { concurrency: 3 }, async (all) => {
    await Promise.all([
      ...looks.map((look) =>
        all.test(`no page has a serious fault (${look.name})`, () => inspect(site, look)),
      ),
      all.test('every page is used by keyboard alone', () => walkByKeyboard(site)),
      ...[...flows, ...serviceFlows, ...topologyFlows, ...domainFlows, ...teamFlows, ...houseFlows].map(
        (flow) => all.test(flow.name, () => walk(site, flow)),
      ),
    ])
  })
})
