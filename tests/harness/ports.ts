export { freePort } from '@keelson/catalog-testing'
