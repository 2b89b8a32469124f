import type { Scenario } from '../scenario.ts'
import { two } from './services.ts'

/** Begun by one, gone on with by the other: nothing is recreated. */
export const interop: Scenario[] = [
  {
    name: 'interop: ours, then docker compose, then ours',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/data"]}
  web: {image: IMAGE, stop_grace_period: 0s, depends_on: [db], networks: [default, back], environment: {A: "1"}}
networks: {back: {internal: true}}
volumes: {data: }
`,
    steps: [
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['ps', '--format', '{{.Name}}'], by: 'compose' },
      { args: ['restart', 'web'], by: 'compose' },
      { args: ['stop'], by: 'compose' },
      { args: ['start'], by: 'compose' },
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['down', '-v'], by: 'compose' },
    ],
  },
  {
    name: 'interop: begun by docker compose, up by ours',
    compose: two,
    steps: [
      { args: ['up', '-d'], by: 'compose' },
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['up', '-d', '--scale', 'web=2'], by: 'keelson' },
      { args: ['down'], by: 'keelson' },
    ],
  },
]
