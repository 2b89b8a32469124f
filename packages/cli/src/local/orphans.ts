import { isYes } from './is-yes.ts'

/** `--remove-orphans`, COMPOSE_REMOVE_ORPHANS and COMPOSE_IGNORE_ORPHANS. */
export function orphansWish(
  values: { 'remove-orphans': boolean },
  env: Readonly<Record<string, string | undefined>>,
): { removeOrphans: boolean; ignoreOrphans: boolean } {
  return {
    removeOrphans: values['remove-orphans'] || isYes(env.COMPOSE_REMOVE_ORPHANS),
    ignoreOrphans: isYes(env.COMPOSE_IGNORE_ORPHANS),
  }
}
