/** KStream.peek, foreach and print: side effects, repeated when a transaction is. */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { readKey, readValue } from '../records/task-record.ts'
import { readsContext } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type Action = (key: unknown, value: unknown, context: RecordContext) => void

export function peek(action: Action): ProcessorSpec {
  return {
    keepsKey: true,
    make: ({ next, index }) => {
      const wantsContext = readsContext(action, 2)
      return r => {
        r.node = index
        action(readKey(r), readValue(r), wantsContext ? contextOf(r) : UNREAD)
        next(r)
      }
    },
  }
}

/** The same at the end of a stream. (To Kafka Streams' wrappers it is a processor of any key.) */
export function foreach(action: Action): ProcessorSpec {
  return { make: context => peek(action).make(context) }
}

// Every engine has one; this package knows neither Node nor browsers.
declare const console: { log(line: string): void }

/** How records become lines. */
export interface LineOptions<K, V> {
  /** What a line says behind the label; default `key, value`. */
  readonly text?: (key: K, value: V, context: RecordContext) => string
  /** Takes the lines; default `console.log`. */
  readonly write?: (line: string) => void
}

/** One line a record: `[label]: text`. */
export function print(label: string, options: LineOptions<unknown, unknown>): ProcessorSpec {
  const { write = line => console.log(line), text = (key, value) => `${shown(key)}, ${shown(value)}` } =
    options
  if (!readsContext(text, 2)) return foreach((key, value) => write(`[${label}]: ${text(key, value, UNREAD)}`))
  return foreach((key, value, context) => write(`[${label}]: ${text(key, value, context)}`))
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
