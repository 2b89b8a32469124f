import type { LiveEvent, Project } from '@keelson/protocol'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { useConnection } from '../connection.ts'

/** All projects, shared by the list, the palette and the project's own pages. */
export const useProjects = defineStore('projects', () => {
  const { call } = useConnection()
  const list = shallowRef<Project[] | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)

  const put = (project: Project) => {
    const others = (list.value ?? []).filter(({ name }) => name !== project.name)
    list.value = [...others, project].sort((a, b) => a.name.localeCompare(b.name))
  }
  const remove = (name: string) => {
    list.value = (list.value ?? []).filter((project) => project.name !== name)
  }
  return {
    list,
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
