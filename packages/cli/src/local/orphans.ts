/** `--remove-orphans`, COMPOSE_REMOVE_ORPHANS and COMPOSE_IGNORE_ORPHANS. */
export function orphansWish(
  values: { 'remove-orphans': boolean },
  env: Readonly<Record<string, string | undefined>>,
): { removeOrphans: boolean; ignoreOrphans: boolean } {
  return {
    removeOrphans: values['remove-orphans'] || yes(env.COMPOSE_REMOVE_ORPHANS),
    ignoreOrphans: yes(env.COMPOSE_IGNORE_ORPHANS),
  }
}

const yes = (value: string | undefined) => /^(1|true|yes|on|t|y)$/i.test(value ?? '')
