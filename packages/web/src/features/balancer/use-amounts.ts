import { useI18n } from 'vue-i18n'

/** Figures as people read them, short and of steady width. */
export function useAmounts() {
  const { t, n } = useI18n()
  const short = (value: number): string => {
    if (value >= 9_995) return n(value, { notation: 'compact', maximumFractionDigits: 1 })
    if (value >= 99.95 || value < 0.05) return n(value, { maximumFractionDigits: 0 })
    return n(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  }
  return {
    /** Something a second. */
    rate: short,
    count: (value: number) => n(value),
    percent: (share: number) =>
      n(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.0995 ? 1 : 0 }),
    /** A time in milliseconds; HAProxy measures whole ones. */
    time(milliseconds: number): string {
      if (milliseconds < 1) return t('balancer.unit.belowMs')
      if (milliseconds < 9_950)
        return t('balancer.unit.ms', { value: n(milliseconds, { maximumFractionDigits: 0 }) })
      return t('balancer.unit.s', { value: n(milliseconds / 1000, { maximumFractionDigits: 1 }) })
    },
    bytes(perSecond: number): string {
      const units = ['B', 'kB', 'MB', 'GB'] as const
      const step = perSecond < 1_000 ? 0 : Math.min(3, Math.floor(Math.log10(perSecond) / 3))
      return t(`balancer.unit.${units[step] ?? 'B'}`, {
        value: n(perSecond / 1000 ** step, { maximumFractionDigits: step === 0 ? 0 : 1 }),
      })
    },
  }
}
