import { spawn } from 'node:child_process'

/**
 * Runs a program, quietly; throws with its last lines when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<string>} what it printed on standard output
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let all = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      all = (all + chunk).slice(-20_000)
    })
    child.stderr.on('data', (chunk) => {
      all = (all + chunk).slice(-20_000)
    })
    child.on('error', (error) => reject(new Error(`${program} cannot be run: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0) return resolve(out)
      reject(new Error(`${[program, ...args].join(' ')} failed with code ${code}:\n${endsOf(all)}`))
    })
  })
}

/** The cause stands at either end: npm tells it first, apt last. */
function endsOf(text) {
  const lines = text.trimEnd().split('\n')
  return lines.length <= 24 ? lines.join('\n') : [...lines.slice(0, 10), '…', ...lines.slice(-13)].join('\n')
}
