import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { ownNetwork } from './own-network.ts'

/**
 * A Chromium without a window: the one named by CHROMIUM_PATH, or the system's. It sees this machine's ports and
 * `*.localhost`, nothing else of the world, and no change of the machine's networks.
 */
export async function openBrowser(): Promise<Browser> {
  const paths = [
    process.env.CHROMIUM_PATH,
    // Without what draws windows and menus: two thirds of the processor time.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const found = paths.find((path) => path && existsSync(path))
  if (!found) throw new Error('There is no Chromium. Install it, or set CHROMIUM_PATH.')
  const network = await ownNetwork(found)
  const browser = await chromium.launch({
    executablePath: network.executablePath,
    env: network.env,
    args: [
      ...network.args,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Behind a proxy a page counts as the internet's, which may not open sockets to this machine.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  })
  browser.once('disconnected', () => network.close())
  return browser
}
