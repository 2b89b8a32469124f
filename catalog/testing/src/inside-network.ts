// Runs in the browser's own network: gives that network an address, so that the browser counts as online, and leads
// every connection to the proxy out through a socket file. Ends with the browser.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { PROXY_PORT } from './own-network.ts'

const { KEELSON_TEST_CHROMIUM: chromium = '', KEELSON_TEST_PROXY: proxy = '' } = process.env

// An address of IPv6 would come by itself a moment later, and be a change again.
for (const file of ['all', 'default'].map((which) => `/proc/sys/net/ipv6/conf/${which}/disable_ipv6`))
  if (existsSync(file)) writeFileSync(file, '1')
for (const line of [
  'link set lo up',
  'link add up0 type veth peer name up1',
  'link set up1 up',
  'link set up0 up',
  'address add 192.0.2.1/24 dev up0',
])
  execFileSync('ip', line.split(' '))

createServer((inside) => {
  const outside = connect(proxy)
  inside.on('error', () => outside.destroy()).on('close', () => outside.destroy())
  outside.on('error', () => inside.destroy()).on('close', () => inside.destroy())
  inside.pipe(outside).pipe(inside)
}).listen(PROXY_PORT, '127.0.0.1', () => {
  spawn(chromium, process.argv.slice(2), { stdio: [0, 1, 2, 3, 4] }).on('exit', (code) =>
    process.exit(code ?? 1),
  )
})
