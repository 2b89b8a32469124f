import { after, before, test } from 'node:test'
import { removeImage } from '@keelson/engine'
import { shellImage } from './image.ts'
import { docker, TestProject } from './project.ts'

/**
 * `inProject`: how the tests of a file run, each in a folder with the given services; whatever one left on the engine
 * is removed. `IMAGE` in the services is an image with a shell, made once for the file: `image` gives its name.
 */
export function projectTests() {
  let image = ''
  before(async () => {
    image = await shellImage(docker)
  })
  after(async () => {
    await removeImage(docker, image, { force: true })
    docker.close()
  })
  const inProject = (name: string, services: string, body: (project: TestProject) => Promise<void>) =>
    void test(name, async () => {
      const project = new TestProject({ 'compose.yaml': services.replaceAll('IMAGE', image) })
      try {
        await body(project)
      } finally {
        await project.remove()
      }
    })
  return { inProject, image: () => image }
}
