import type { Entry } from '../archive/entry.ts'
import type { Recipe } from '../recipes/recipe.ts'
import type { Machine } from './machine.ts'
import { imageCertificates, imageExtraCertificates } from './paths.ts'

/** The machine's settings as files of an image, by path: certificates and apt in the base, npm with Node. */
export function machineFiles(recipe: Pick<Recipe, 'name'>, machine: Machine): Record<string, string> {
  const files: Record<string, string> = {}
  if (recipe.name === 'base') {
    if (machine.certificates) files[imageCertificates.slice(1)] = machine.certificates
    Object.assign(files, machine.apt)
  }
  if (recipe.name === 'node') {
    if (machine.extraCertificates) files[imageExtraCertificates.slice(1)] = machine.extraCertificates
    if (machine.npmrc) files['usr/local/etc/npmrc'] = machine.npmrc
  }
  return files
}

/** Environment variables by which programs find those files. */
export function machineEnvironment(recipe: Pick<Recipe, 'name'>, machine: Machine): Record<string, string> {
  return {
    ...(machine.certificates ? { SSL_CERT_FILE: imageCertificates } : {}),
    ...(recipe.name === 'node' && machine.extraCertificates
      ? { NODE_EXTRA_CA_CERTS: imageExtraCertificates }
      : {}),
  }
}

/** The same files as entries of a layer, readable by everyone. */
export function machineEntries(recipe: Pick<Recipe, 'name'>, machine: Machine, mtime: number): Entry[] {
  return Object.entries(machineFiles(recipe, machine)).map(([path, text]) => ({
    kind: 'file',
    path,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    content: Buffer.from(text),
  }))
}
