import { readAptSettings } from './apt.ts'
import { readCertificates } from './certificates.ts'
import { readNpmSettings } from './npm.ts'

/**
 * What this machine needs to reach the world, taken along into the images, so that an unchanged
 * `RUN npm ci` works behind a company's proxy. Secrets are left out.
 */
export type Machine = {
  /** All trusted certificates, as one PEM bundle. Empty if the machine has none. */
  certificates: string
  /** Those that Node does not trust by itself. */
  extraCertificates: string
  npmrc: string
  /** Files by their path in the image. */
  apt: Record<string, string>
}

export async function readMachine(): Promise<Machine> {
  const [certificates, npmrc, apt] = await Promise.all([
    readCertificates(),
    readNpmSettings(process.env),
    readAptSettings(),
  ])
  return { ...certificates, npmrc, apt }
}
