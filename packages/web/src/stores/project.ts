import type { Environment, LiveEvent, Project, Version } from '@keelson/protocol'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type ApiProblem, asProblem } from '../api/problem.ts'
import { useConnection } from '../connection.ts'

type Detail = { project: Project; versions: Version[]; environments: Environment[] }

/** The project one stands in: itself, its versions, its environments. Its pages share it. */
export const useProject = defineStore('project', () => {
  const { call } = useConnection()
  const name = shallowRef('')
  const detail = shallowRef<Detail | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)
  const deleted = shallowRef(false)

  async function load(): Promise<void> {
    const asked = name.value
    const params = { project: asked }
    try {
      const [project, versions, environments] = await Promise.all([
        call('project', { params }),
        call('versions', { params }),
        call('environments', { params }),
      ])
      if (asked !== name.value) return
      detail.value = { project, versions, environments }
      problem.value = null
    } catch (error) {
      if (asked === name.value) problem.value = asProblem(error)
    }
  }
  function open(project: string): void {
    if (name.value === project && detail.value) return void load()
    name.value = project
    detail.value = null
    problem.value = null
    deleted.value = false
    void load()
  }
  function apply(event: LiveEvent): void {
    if (event.kind === 'project-deleted' && event.name === name.value) deleted.value = true
    if (!detail.value) return
    if (event.kind === 'project' && event.project.name === name.value) {
      detail.value = { ...detail.value, project: event.project }
    }
    if (event.kind === 'project-detail' && event.name === name.value) {
      detail.value = { ...detail.value, versions: event.versions, environments: event.environments }
    }
  }
  return { name, detail, problem, deleted, open, load, apply }
})
