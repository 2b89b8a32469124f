export { type EnsureOptions, ensureBaseImages } from './ensure.ts'
export { describeImageProgress, type ImageProgress } from './progress.ts'
export type { BaseImageName } from './recipes/recipe.ts'
export { removeBaseImages } from './remove.ts'
