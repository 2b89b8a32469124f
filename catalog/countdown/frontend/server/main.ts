import { environmentOrExit } from '../../service/environment.ts'
import { serve } from '../../service/serve.ts'
import { buildFrontend } from './app.ts'

const environment = environmentOrExit()
await serve(await buildFrontend(environment), environment.port)
