import { connect } from '@keelson/engine'
import { ensureBaseImages } from './ensure.ts'
import { describeImageProgress } from './progress.ts'
import type { BaseImageName } from './recipes/recipe.ts'
import { recipes } from './recipes/recipes.ts'

// usage: node images/src/main.ts [NAME…]   builds these base images, or all

const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(recipes, name))
if (unknown.length > 0) {
  console.error(`There is no base image "${unknown[0]}". There are ${Object.keys(recipes).join(', ')}.`)
  process.exit(2)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
const docker = connect()
try {
  await ensureBaseImages(docker, {
    ...(names.length > 0 ? { only: names as BaseImageName[] } : {}),
    onProgress: (progress) => console.log(describeImageProgress(progress)),
    signal: stop.signal,
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  docker.close()
}
