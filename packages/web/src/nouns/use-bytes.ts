import { useI18n } from 'vue-i18n'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Sizes as people read them: `1.3 GB`, in the language of the page. */
export function useBytes(): (bytes: number) => string {
  const { n } = useI18n()
  return (bytes) => {
    const step = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
    return n(bytes / 1_000 ** step, {
      style: 'unit',
      unit: units[step] ?? 'byte',
      // The short form of it has no plural.
      unitDisplay: step === 0 ? 'long' : 'short',
      maximumFractionDigits: step === 0 ? 0 : 1,
    })
  }
}
