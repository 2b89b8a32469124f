import { useI18n } from 'vue-i18n'
import { useConnection } from '../connection.ts'
import { toast } from '../ui/toasts.ts'
import { type ApiProblem, asProblem } from './problem.ts'

/** How long a page offers to take something back; the server keeps it longer. */
const offeredMs = 10_000

/**
 * The one way to take something back: `offer(text, id, after)` says what was done, with a button that puts it back
 * as it was. `id` is what the server gave for it, or the id of the operation that was begun; `after` runs when it is
 * back, to show it again; `ms` is how long it is offered.
 */
export function useUndo() {
  const { t, te } = useI18n()
  const { call } = useConnection()
  const words = ({ code, details }: ApiProblem) =>
    details.detail ?? (te(`problem.${code}.title`) ? t(`problem.${code}.title`) : details.title)

  async function takeBack(undo: string, after: (deploy: string | null) => unknown): Promise<void> {
    try {
      const { deploy } = await call('undo', { params: { undo } })
      toast(t('ui.undone'))
      await after(deploy)
    } catch (error) {
      toast(words(asProblem(error)), 'bad')
    }
  }
  return (
    text: string,
    undo: string,
    after: (deploy: string | null) => unknown = () => {},
    ms: number = offeredMs,
  ): void =>
    toast(text, 'good', { ms, action: { label: t('ui.undo'), run: () => void takeBack(undo, after) } })
}
