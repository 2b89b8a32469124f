import type { Scenario } from './scenario.ts'
import { attributes } from './scenarios/attributes.ts'
import { containers } from './scenarios/containers.ts'
import { dependencies } from './scenarios/dependencies.ts'
import { interop } from './scenarios/interop.ts'
import { lifecycle } from './scenarios/lifecycle.ts'
import { projects } from './scenarios/projects.ts'
import { resources } from './scenarios/resources.ts'
import { scale } from './scenarios/scale.ts'

/** One intention each. What is an attribute is compared with the engine's own record of the container. */
export const scenarios: Scenario[] = [
  ...lifecycle,
  ...scale,
  ...dependencies,
  ...resources,
  ...attributes,
  ...containers,
  ...projects,
  ...interop,
]
