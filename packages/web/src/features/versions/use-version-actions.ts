import { EnvironmentName, type Version } from '@keelson/protocol'
import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useAction } from '../../api/use-action.ts'
import { useUndo } from '../../api/use-undo.ts'
import { useConnection } from '../../connection.ts'
import { useProject } from '../../stores/project.ts'
import {
  canaryEffects,
  deleteEffects,
  type Effects,
  turnOffEffects,
  turnOnEffects,
  turnOnTarget,
} from './effects.ts'

const acts = ['on', 'live', 'canary', 'off', 'delete'] as const
export type Act = (typeof acts)[number]
export const isAct = (text: string): text is Act => acts.some((act) => act === text)

/** What a canary begins with; more or less of it is a matter of its bar. */
const firstShare = 10
/** How long a deletion waits for somebody who changes their mind, in seconds. */
const graceSeconds = 6

/** The dialog that asks before a version is turned on, made live, turned off or deleted, and what follows. */
export function useVersionActions() {
  const { t } = useI18n()
  const { call } = useConnection()
  const router = useRouter()
  const store = useProject()
  const offer = useUndo()
  const open = ref(false)
  const asked = shallowRef<{ act: Act; version: Version } | null>(null)

  const place = computed(() => {
    if (!asked.value) return ''
    return asked.value.act === 'live' || asked.value.act === 'canary'
      ? 'production'
      : turnOnTarget(asked.value.version, store.detail?.environments ?? [])
  })
  const isNewPlace = computed(() => !store.detail?.environments.some(({ name }) => name === place.value))
  const said = computed((): Effects => {
    const detail = store.detail
    if (!asked.value || !detail) return { effects: [], kept: [] }
    const { act, version } = asked.value
    if (act === 'off') return turnOffEffects(version, detail.environments)
    if (act === 'delete') {
      return deleteEffects(
        version,
        detail.versions.filter(({ number }) => number !== version.number),
        detail.environments,
      )
    }
    if (act === 'canary') return canaryEffects(version, firstShare, detail.environments)
    return turnOnEffects(version, place.value, detail.environments)
  })
  const dialog = computed(() => {
    const { act, version } = asked.value ?? { act: 'on', version: undefined }
    const values = { version: version?.number ?? 0, where: place.value }
    return {
      title:
        act === 'on' && isNewPlace.value
          ? t('project.ask.onBeside', values)
          : t(`project.ask.${act}`, values),
      action: t(`project.act.${act}`),
      effects: said.value.effects.map(({ key, values }) => t(key, values)),
      kept: said.value.kept.map(({ key, values }) => t(key, values)),
      danger: act === 'delete',
    }
  })
  /** What has a plan that can be looked at before. */
  const planned = computed(() => {
    const { act, version } = asked.value ?? {}
    return version && (act === 'on' || act === 'live')
      ? { version: version.number, environment: place.value }
      : null
  })
  const { busy, problem, run } = useAction(async () => {
    if (!asked.value) return
    const { act, version } = asked.value
    const params = { project: store.name, version: version.number }
    const begun =
      act === 'off'
        ? await call('turnOff', { params, body: {} })
        : act === 'delete'
          ? await call('deleteVersion', { params, query: { grace: graceSeconds } })
          : await call('turnOn', {
              params,
              body: {
                environment: EnvironmentName.parse(place.value),
                ...(act === 'canary' && { canary: { percent: firstShare } }),
              },
            })
    open.value = false
    const { project } = params
    const go = (deploy: string | null) =>
      router.push(deploy ? { name: 'deploy', params: { deploy } } : { name: 'project', params: { project } })
    await go(begun.id)
    if (act === 'off') offer(t('project.undo.off', params), begun.id, go)
    if (act === 'delete') offer(t('project.undo.delete', params), begun.id, go, graceSeconds * 1_000)
  })
  return {
    open,
    dialog,
    planned,
    busy,
    problem,
    run,
    ask(act: Act, version: Version) {
      problem.value = null
      asked.value = { act, version }
      open.value = true
    },
  }
}
