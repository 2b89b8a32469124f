import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

/** One line a test file, every failure in full, and a closing line that machines read: "N passed, N failed". */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    switch (event.type) {
      case 'test:fail':
        if (isLeaf(event.data.details.error)) {
          yield `\n✗ ${event.data.name}\n  ${event.data.file ?? ''}:${event.data.line ?? ''}\n${indent(reason(event.data.details.error))}\n\n`
        }
        break
      case 'test:stderr':
        yield event.data.message
        break
      case 'test:summary': {
        const { counts, file, duration_ms, success } = event.data
        const failures = counts.tests - counts.passed - counts.skipped - counts.todo
        if (file === undefined)
          yield `${counts.passed} passed, ${failures} failed, ${counts.skipped} skipped\n`
        else
          yield `${success ? '·' : '✗'} ${shorten(file)}: ${counts.passed} (${(duration_ms / 1000).toFixed(1)} s)\n`
        break
      }
    }
  }
}

/** A parent fails because a child did; the child has said why. */
function isLeaf(error: Error & { failureType?: string }): boolean {
  return error.failureType !== 'subtestsFailed'
}

function reason(error: Error): string {
  return inspect(error.cause ?? error)
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}

function shorten(file: string): string {
  return file.startsWith(process.cwd()) ? file.slice(process.cwd().length + 1) : file
}
