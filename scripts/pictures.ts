// Draws the catalog's applications for their READMEs: `node scripts/pictures.ts`. A test says whether they are current.
import { writeFileSync } from 'node:fs'
import { pictures } from './pictures/pictures.ts'

for (const { path, svg } of pictures()) {
  writeFileSync(path, svg)
  console.log(path)
}
