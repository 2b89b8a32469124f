import type { Configuration, Settings } from './api.ts'

/** The settings as typed: text, until they are sent. Left empty, a setting is not sent. */
export const NUMBERS = {
  first: ['unallocatedCost', 'unfairnessWeight', 'loadDeviationWeight', 'capacity'],
  more: [
    'rankWeight',
    'rankExponent',
    'lecturerRankWeight',
    'maximumRank',
    'minimum',
    'target',
    'timeLimitSeconds',
    'runs',
    'gap',
  ],
} as const
type NumberName = (typeof NUMBERS)['first' | 'more'][number]
export type Draft = Record<NumberName | 'forced' | 'disallowed' | 'name', string> & {
  mode: Configuration['mode']
  lecturers: Configuration['lecturers']
}

export function draftOf(settings: Settings = {}): Draft {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : String(value)
  const pairs = (list: Configuration['forced'] = []) =>
    list.map(({ student, projects }) => `${student}: ${projects.join(' ')}`).join('\n')
  return {
    name: settings.name ?? '',
    mode: settings.mode ?? 'minimum-cost',
    rankWeight: text(settings.rankWeight ?? 1),
    rankExponent: text(settings.rankExponent ?? 1),
    lecturerRankWeight: text(settings.lecturerRankWeight ?? 0),
    unfairnessWeight: text(settings.unfairnessWeight ?? 0),
    loadDeviationWeight: text(settings.loadDeviationWeight ?? 0),
    unallocatedCost: text(settings.unallocatedCost ?? 100),
    maximumRank: text(settings.maximumRank),
    capacity: text(settings.lecturerDefaults?.capacity ?? 5),
    minimum: text(settings.lecturerDefaults?.minimum ?? 0),
    target: text(settings.lecturerDefaults?.target),
    timeLimitSeconds: text(settings.timeLimitSeconds ?? 60),
    runs: text(settings.runs ?? 1),
    gap: text(settings.gap ?? 0),
    forced: pairs(settings.forced),
    disallowed: pairs(settings.disallowed),
    lecturers: settings.lecturers ?? [],
  }
}

/** What is not a number goes as it is: the API says what is wrong with it. */
export function settingsOf(draft: Draft): object {
  const number = (text: string, empty: number | null) =>
    text.trim() === '' ? empty : Number.isNaN(Number(text)) ? text : Number(text)
  const pairs = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [student = '', rest = ''] = line.split(/:(.*)/s)
        return {
          student: student.trim(),
          projects: rest
            .trim()
            .split(/[\s,]+/)
            .filter(Boolean),
        }
      })
  return {
    name: draft.name,
    mode: draft.mode,
    rankWeight: number(draft.rankWeight, 1),
    rankExponent: number(draft.rankExponent, 1),
    lecturerRankWeight: number(draft.lecturerRankWeight, 0),
    unfairnessWeight: number(draft.unfairnessWeight, 0),
    loadDeviationWeight: number(draft.loadDeviationWeight, 0),
    unallocatedCost: number(draft.unallocatedCost, 100),
    maximumRank: number(draft.maximumRank, null),
    lecturerDefaults: {
      capacity: number(draft.capacity, 5),
      minimum: number(draft.minimum, 0),
      target: number(draft.target, null),
    },
    lecturers: draft.lecturers,
    timeLimitSeconds: number(draft.timeLimitSeconds, 60),
    runs: number(draft.runs, 1),
    gap: number(draft.gap, 0),
    forced: pairs(draft.forced),
    disallowed: pairs(draft.disallowed),
  }
}
