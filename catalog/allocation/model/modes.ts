/** What is to be best. The last two need lecturers' preferences to say anything. */
export const modes = [
  'minimum-cost',
  'maximum-size',
  'greedy',
  'generous',
  'rank-maximal',
  'stable-students',
  'stable-lecturers',
] as const
export type SolveMode = (typeof modes)[number]
