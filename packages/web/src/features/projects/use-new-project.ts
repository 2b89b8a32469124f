import type { NewProject, Refs } from '@keelson/protocol'
import { EnvironmentName as Label, ProjectName } from '@keelson/protocol'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useAction } from '../../api/use-action.ts'
import { useConnection } from '../../connection.ts'
import { addressKind, suggestName } from '../../nouns/git-address.ts'
import { useProjects } from '../../stores/projects.ts'

/** The form that adds a project: what is typed, what the remote answered, and the request made of it. */
export function useNewProject() {
  const { call } = useConnection()
  const projects = useProjects()
  const form = reactive({
    url: '',
    token: '',
    name: '',
    ref: '',
    path: '',
    files: '',
    profiles: '',
    ownKey: false,
  })
  const named = ref(false)
  const refs = shallowRef<Refs | null>(null)

  const kind = computed(() => addressKind(form.url))
  const source = () => ({
    kind: 'git' as const,
    url: form.url.trim(),
    ...(kind.value === 'https' && form.token ? { token: form.token } : {}),
  })
  watch(
    () => form.url,
    (url) => {
      refs.value = null
      check.problem.value = null
      if (!named.value) form.name = suggestName(url)
    },
  )
  /** The first thing wrong with the name, in the words of the shared schema; '' when it is fine. */
  const nameProblem = computed(() => {
    if (form.name === '') return ''
    const read = ProjectName.safeParse(form.name)
    return read.success ? '' : (read.error.issues[0]?.message ?? '')
  })
  const taken = computed(() => (projects.list ?? []).some(({ name }) => name === form.name))

  const check = useAction(async () => {
    refs.value = null
    refs.value = await call('checkAccess', { body: { source: source() } })
  })
  const create = useAction(async () => {
    const body: NewProject = {
      name: ProjectName.parse(form.name),
      source: source(),
      path: form.path.trim().replace(/^\.?\/+|\/+$/g, ''),
      files: words(form.files),
      profiles: words(form.profiles),
      defaultRef: form.ref.trim() || null,
      ownKey: form.ownKey,
    }
    const project = await call('createProject', { body })
    projects.put(project)
    return project
  })
  /** Begins the first deploy of what was just added. */
  const deploy = useAction((project: string) =>
    call('deploy', {
      params: { project: ProjectName.parse(project) },
      body: { environment: Label.parse('production') },
    }),
  )
  return { form, named, kind, refs, nameProblem, taken, check, create, deploy }
}

/** “compose.yaml, compose.prod.yaml” as a list. */
export function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}
