import type { LiveEvent, Project } from '@keelson/protocol'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { useConnection } from '../connection.ts'
import { isFinished } from '../nouns/deploy-words.ts'

/** All projects, shared by the list, the palette and the project's own pages. */
export const useProjects = defineStore('projects', () => {
  const { call } = useConnection()
  const list = shallowRef<Project[] | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)

  /** Projects whose newest operation waits or runs. */
  const running = computed(() =>
    (list.value ?? []).filter(({ lastDeploy }) => lastDeploy && !isFinished(lastDeploy)),
  )

  const put = (project: Project) => {
    const others = (list.value ?? []).filter(({ name }) => name !== project.name)
    list.value = [...others, project].sort((a, b) => a.name.localeCompare(b.name))
  }
  const remove = (name: string) => {
    list.value = (list.value ?? []).filter((project) => project.name !== name)
  }
  return {
    list,
    running,
    problem,
    put,
    remove,
    async load() {
      try {
        list.value = (await call('projects')).toSorted((a, b) => a.name.localeCompare(b.name))
        problem.value = null
      } catch (error) {
        problem.value = asProblem(error)
      }
    },
    apply(event: LiveEvent) {
      if (event.kind === 'project' && list.value) put(event.project)
      if (event.kind === 'project-deleted') remove(event.name)
    },
  }
})
