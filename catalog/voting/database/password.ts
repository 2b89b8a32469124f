// Makes the database's password, once: on the first start, in a volume that only those who need it have mounted.
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

const file = process.env.POSTGRES_PASSWORD_FILE
if (!file) {
  console.error('POSTGRES_PASSWORD_FILE is not set. Give the path of the file that shall hold the password.')
  process.exit(1)
}
if (existsSync(file)) console.log(`${file} is there`)
else {
  writeFileSync(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o444 })
  console.log(`${file} is new`)
}
