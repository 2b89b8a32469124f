import type { RefusalCode } from '@keelson/protocol'
import { Refusal } from '../http/refusal.ts'

/** What git and ssh say (in C locale), in the order in which they are tried. */
const causes: [RegExp, RefusalCode, (about: About) => string][] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/i,
    'git-host-key-changed',
    ({ host }) =>
      `${host} shows another SSH host key than the one that was pinned at first contact. Somebody may be listening in; or the server was set up anew: then an administrator removes the pinned key, and the next contact pins the new one.`,
  ],
  [
    /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
    'git-unknown-host',
    ({ host }) => `The host name ${host} is not known. Check the spelling, and the DNS of the server.`,
  ],
  [
    /Connection refused|Connection timed out|Operation timed out|No route to host|Network is unreachable|Failed to connect|Connection reset|Connection closed by/i,
    'git-unreachable',
    ({ host }) =>
      `${host} could not be reached: it refused the connection or did not answer. Check host and port.`,
  ],
  [
    /Permission denied|Authentication failed|could not read (Username|Password)|HTTP Basic: Access denied|returned error: 40[13]|invalid credentials/i,
    'git-no-access',
    ({ remote, publicKey }) =>
      remote === 'ssh'
        ? `The repository refused access. Add this public key to it as a deploy key (read access is enough): ${publicKey}`
        : 'The repository refused access. Give a token that may read it, or check the address.',
  ],
  [
    /does not appear to be a git repository|[Rr]epository .*not found|could not be found|returned error: 404|does not exist|not exist|No such file or directory|not a git repository/,
    'git-not-found',
    ({ url }) => `There is no repository at ${url}, or the key or token may not see it.`,
  ],
  [/read-only file system/i, 'storage-unwritable', () => 'The disk of the data folder is read-only.'],
  [/No space left on device/i, 'storage-unwritable', () => 'The disk of the data folder is full.'],
]

type About = { remote: string; url: string; host: string; publicKey: string }

/** Turns what git wrote to standard error into a refusal that says what to do. */
export function explainGitFailure(stderr: string, about: About): Refusal {
  for (const [pattern, code, words] of causes) {
    if (pattern.test(stderr)) return new Refusal(code, { detail: words(about), field: 'source.url' })
  }
  const lines = stderr.split('\n').filter((line) => /^(fatal|error|remote|ssh):/.test(line))
  return new Refusal('git-failed', {
    detail: `git failed: ${(lines.length ? lines.join(' ') : stderr).trim().slice(0, 500)}`,
  })
}
