import type { Scenario } from './scenario.ts'
import { attached } from './scenarios/attached.ts'
import { attributes } from './scenarios/attributes.ts'
import { building } from './scenarios/building.ts'
import { chains } from './scenarios/chains.ts'
import { commandLine } from './scenarios/command-line.ts'
import { containers } from './scenarios/containers.ts'
import { dependencies } from './scenarios/dependencies.ts'
import { faults } from './scenarios/faults.ts'
import { handover } from './scenarios/handover.ts'
import { interop } from './scenarios/interop.ts'
import { lifecycle } from './scenarios/lifecycle.ts'
import { networking } from './scenarios/networking.ts'
import { printed } from './scenarios/printed.ts'
import { projects } from './scenarios/projects.ts'
import { recreation } from './scenarios/recreation.ts'
import { resources } from './scenarios/resources.ts'
import { scale } from './scenarios/scale.ts'
import { serviceAttributes } from './scenarios/service-attributes.ts'
import { serviceLife } from './scenarios/service-life.ts'
import { storage } from './scenarios/storage.ts'
import { verbs } from './scenarios/verbs.ts'

/** One intention each. What is an attribute is compared with the engine's own record of the container. */
export const scenarios: Scenario[] = [
  ...lifecycle,
  ...recreation,
  ...scale,
  ...dependencies,
  ...chains,
  ...resources,
  ...faults,
  ...attached,
  ...attributes,
  ...serviceAttributes,
  ...serviceLife,
  ...storage,
  ...networking,
  ...containers,
  ...projects,
  ...interop,
  ...handover,
  ...printed,
  ...verbs,
  ...building,
  ...commandLine,
]
