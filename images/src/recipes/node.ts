import type { Recipe } from './recipe.ts'

const npmDigest =
  'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A=='

/** Node.js and npm from the npm registry, where Debian's own Node is too old. */
export const node: Recipe = {
  name: 'node',
  tag: '24',
  packages: [],
  npm: [
    {
      package: 'node-linux-{cpu}',
      version: '24.21.0',
      integrity: {
        x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
        arm64:
          'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
      },
      into: 'usr/local',
      only: ['bin/node'],
      strip: true,
    },
    {
      package: 'npm',
      version: '11.21.2',
      integrity: {
        x64: npmDigest,
        arm64: npmDigest,
      },
      into: 'usr/local/lib/node_modules/npm',
    },
  ],
  exclude: ['usr/local/lib/node_modules/npm/man', 'usr/local/lib/node_modules/npm/docs'],
  users: [{ name: 'node', uid: 1000, home: '/home/node' }],
  folders: [{ path: 'home/node', user: 'node', mode: 0o755 }],
  links: {
    'usr/local/bin/npm': '../lib/node_modules/npm/bin/npm-cli.js',
    'usr/local/bin/npx': '../lib/node_modules/npm/bin/npx-cli.js',
  },
  // Root, as in the official image: an unchanged Dockerfile makes its folder, then `RUN npm ci`.
  config: { Cmd: ['node'] },
  official: 'node:24-slim',
}
