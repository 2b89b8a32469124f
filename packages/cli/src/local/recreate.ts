import type { PlanOptions } from '@keelson/engine'
import { Failure } from '../failure.ts'

type RecreateFlags = {
  'force-recreate': boolean
  'no-recreate': boolean
  'always-recreate-deps'?: boolean
  'renew-anon-volumes'?: boolean
}

/** `--force-recreate`, `--no-recreate`, `--always-recreate-deps`, `-V` as the engine takes them. */
export function recreateWish(
  values: RecreateFlags,
): Pick<PlanOptions, 'recreate' | 'recreateDependencies' | 'renewAnonymousVolumes'> {
  if (values['force-recreate'] && values['no-recreate']) {
    throw new Failure('--force-recreate and --no-recreate exclude each other.')
  }
  if (values['always-recreate-deps'] && values['no-recreate']) {
    throw new Failure('--always-recreate-deps and --no-recreate exclude each other.')
  }
  if (values['renew-anon-volumes'] && values['no-recreate']) {
    throw new Failure('--renew-anon-volumes and --no-recreate exclude each other.')
  }
  // Renewed anonymous volumes need new containers.
  const force = values['force-recreate'] || values['renew-anon-volumes']
  return {
    recreate: force ? 'force' : values['no-recreate'] ? 'never' : 'diverged',
    recreateDependencies: values['always-recreate-deps']
      ? 'force'
      : values['no-recreate']
        ? 'never'
        : 'diverged',
    renewAnonymousVolumes: values['renew-anon-volumes'] ?? false,
  }
}
