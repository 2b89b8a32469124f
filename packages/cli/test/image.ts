import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Docker, importImage } from '@keelson/engine'

/** Puts a statically linked shell (Debian's busybox-static) into an image of its own, and gives the image's name. */
export async function shellImage(docker: Docker): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-cli-image-'))
  const repo = `keelson-cli-test-${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(join(folder, 'bin'))
    copyFileSync('/bin/busybox', join(folder, 'bin', 'busybox'))
    for (const tool of ['sh', 'sleep', 'echo', 'cat', 'env'])
      symlinkSync('busybox', join(folder, 'bin', tool))
    const archive = execFileSync('tar', ['-C', folder, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 })
    await importImage(docker, archive, { repo, tag: '1', changes: ['ENV PATH=/bin'] })
    return `${repo}:1`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
