import { environmentOrExit } from '../service/environment.ts'
import { serve } from '../service/serve.ts'
import { buildApi } from './app.ts'

const environment = environmentOrExit()
await serve(await buildApi(environment), environment.port)
