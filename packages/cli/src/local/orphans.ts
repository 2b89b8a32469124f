import { Failure } from '../failure.ts'
import { isYes } from './is-yes.ts'

type Wish = { removeOrphans: boolean; ignoreOrphans: boolean }
type Env = Readonly<Record<string, string | undefined>>

/** `--remove-orphans`, COMPOSE_REMOVE_ORPHANS and COMPOSE_IGNORE_ORPHANS. Asked for both, they are removed. */
export function orphansWish(values: { 'remove-orphans': boolean }, env: Env): Wish {
  const removeOrphans = values['remove-orphans'] || isYes(env.COMPOSE_REMOVE_ORPHANS)
  return { removeOrphans, ignoreOrphans: !removeOrphans && isYes(env.COMPOSE_IGNORE_ORPHANS) }
}

/**
 * The same for `up`, where docker compose takes both for a mistake.
 *
 * @throws Failure when orphans shall be removed and left alone.
 */
export function orphansWishOfUp(values: { 'remove-orphans': boolean }, env: Env): Wish {
  const wish = orphansWish(values, env)
  if (wish.removeOrphans && isYes(env.COMPOSE_IGNORE_ORPHANS)) {
    throw new Failure('Orphans cannot be both removed and ignored.', {
      hint: 'Unset COMPOSE_IGNORE_ORPHANS, or leave out --remove-orphans and COMPOSE_REMOVE_ORPHANS.',
    })
  }
  return wish
}
