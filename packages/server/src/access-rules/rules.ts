import type { StoredRule } from './store.ts'

/** The rule of a service in an environment: its own; in a preview without one, production's. */
export function ruleFor(
  rules: StoredRule[],
  at: { projectId: string; environment: string; service: string },
): StoredRule | undefined {
  const mine = rules.filter(({ projectId, service }) => projectId === at.projectId && service === at.service)
  return (
    mine.find(({ environment }) => environment === at.environment) ??
    mine.find(({ environment }) => environment === 'production')
  )
}
