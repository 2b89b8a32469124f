export { AppUnderTest, copyOf, docker } from './app-under-test.ts'
export { openBrowser } from './browser.ts'
export { eventually } from './eventually.ts'
export { freePort } from './free-port.ts'
