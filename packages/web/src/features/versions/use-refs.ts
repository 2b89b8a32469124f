import type { Refs } from '@keelson/protocol'
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { type ApiProblem, asProblem } from '../../api/problem.ts'
import { useConnection } from '../../connection.ts'

/** Branches and tags of a project's remote, read when asked for. */
export function useRefs(project: () => string) {
  const { t } = useI18n()
  const { call } = useConnection()
  const refs = shallowRef<Refs | null>(null)
  const problem = shallowRef<ApiProblem | null>(null)
  const option = ({ name, commit }: { name: string; commit: string }) => ({
    value: name,
    note: commit.slice(0, 7),
  })
  return {
    problem,
    defaultBranch: computed(() => refs.value?.defaultBranch ?? null),
    groups: computed(() => [
      { label: t('words.branches'), options: (refs.value?.branches ?? []).map(option) },
      { label: t('words.tags'), options: (refs.value?.tags ?? []).map(option) },
    ]),
    async load() {
      try {
        refs.value = await call('refs', { params: { project: project() } })
        problem.value = null
      } catch (error) {
        problem.value = asProblem(error)
      }
    },
  }
}
