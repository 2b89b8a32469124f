import { environmentOrExit } from '../service/environment.ts'
import { serve } from '../service/serve.ts'
import { buildSocket } from './app.ts'

const environment = environmentOrExit()
await serve(await buildSocket(environment), environment.port)
