/** KStream.peek, foreach and print: side effects, repeated when a transaction is. */
import { readKey, readValue } from '../records/task-record.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export function peek(action: (key: unknown, value: unknown) => void): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      return r => {
        r.node = index
        action(readKey(r), readValue(r))
        next(r)
      }
    },
  }
}

// Every engine has one; this package knows neither Node nor browsers.
declare const console: { log(line: string): void }

/** How records become lines. */
export interface LineOptions<K, V> {
  /** What a line says behind the label; default `key, value`. */
  readonly text?: (key: K, value: V) => string
  /** Takes the lines; default `console.log`. */
  readonly write?: (line: string) => void
}

/** One line a record: `[label]: text`. */
export function print(label: string, options: LineOptions<unknown, unknown>): ProcessorSpec {
  const { write = line => console.log(line), text = (key, value) => `${shown(key)}, ${shown(value)}` } =
    options
  return peek((key, value) => write(`[${label}]: ${text(key, value)}`))
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
