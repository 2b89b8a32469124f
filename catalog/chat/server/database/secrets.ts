// Makes the passwords, once: on the first start, in a volume that only those who need it have mounted.
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.SECRETS_FOLDER || '/secrets'
const make = (name: string, content: string) => {
  const file = join(folder, name)
  if (existsSync(file)) return
  writeFileSync(file, content, { flag: 'wx', mode: 0o444 })
  console.log(`${file} is new`)
}
const password = () => randomBytes(24).toString('base64url')

make('postgres', password())
if (!existsSync(join(folder, 'rabbitmq.conf'))) {
  const rabbit = password()
  make('rabbitmq', rabbit)
  make('rabbitmq.conf', `default_user = chat\ndefault_pass = ${rabbit}\n`)
}
