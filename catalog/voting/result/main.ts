import { hostname } from 'node:os'
import { environmentOrExit } from '../ballot/environment.ts'
import { serve } from '../page/server.ts'
import { buildApp } from './app.ts'
import { Store } from './store.ts'

const { port, postgres, options, logLevel } = environmentOrExit()
const store = new Store(postgres)
// In a container the host name is the start of its id: every replica has its own.
const app = await buildApp(options, store, hostname(), logLevel)

void store.listen()
await serve(app, port, () => store.close())
