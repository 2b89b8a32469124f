import type { Phrase } from '@keelson/protocol'
import { useI18n } from 'vue-i18n'

/** Says what a server made of a code and values, in the page's language; in English where the page does not know it. */
export function usePhrase(): (phrase: Phrase) => string {
  const { t, te } = useI18n()
  const say = ({ code, values, text }: Phrase): string =>
    te(`plan.${code}`)
      ? t(
          `plan.${code}`,
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [
              name,
              typeof value === 'object' ? say(value) : value,
            ]),
          ),
        )
      : text
  return say
}
