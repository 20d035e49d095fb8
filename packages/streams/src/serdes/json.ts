/**
 * JSON as a serde: canonical text on write, an optional zod schema on read.
 *
 * Canonical: object members sorted by UTF-16 unit at every depth, no white space, `JSON.stringify`'s numbers and escapes. So
 * equal values have equal bytes, on which foreign-key joins and comparisons of state rely. Members that are `undefined` vanish.
 */
import { StreamsError } from '../failure.ts'
import { Serde } from './serde.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Any schema with zod's `parse` and its output type; zod itself is not loaded here. */
export interface JsonSchema<T> {
  parse(value: unknown): T
}

/** The canonical text of a JSON value. */
export function canonicalJson(value: unknown): string {
  const text = isSorted(value) ? JSON.stringify(value) : stringify(sorted(value))
  if (text === undefined) {
    throw new StreamsError('SERIALIZATION_FAILED', `not a JSON value: ${typeof value}`)
  }
  return text
}

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isSorted(value[i])) return false
    return true
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return true
  let before = ''
  let first = true
  for (const name in value) {
    if (!first && name < before) return false
    first = false
    before = name
    if (!isSorted((value as Record<string, unknown>)[name])) return false
  }
  return true
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value
  const copy: [string, unknown][] = []
  for (const name of Object.keys(value).sort())
    copy.push([name, sorted((value as Record<string, unknown>)[name])])
  return new SortedMembers(copy)
}

/** Objects put integer-like names first whatever the order of insertion, so sorted text is spelled out. */
class SortedMembers {
  readonly members: [string, unknown][]
  constructor(members: [string, unknown][]) {
    this.members = members
  }
}

function stringify(value: unknown): string {
  if (value instanceof SortedMembers) {
    const parts: string[] = []
    for (const [name, member] of value.members) {
      const text = stringify(member)
      if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`)
    }
    return `{${parts.join(',')}}`
  }
  if (Array.isArray(value)) return `[${value.map(item => stringify(item) ?? 'null').join(',')}]`
  return JSON.stringify(value)
}

/**
 * JSON text, canonical on write, checked by `schema` on read.
 * Not lazy: each record is parsed, and checked, where it enters; a record that fails goes to the deserialization handler.
 * Cost: about 0.5 us a small object, each way.
 */
export function json<T>(schema?: JsonSchema<T>): Serde<T> {
  return new Serde<T>({
    encoding: '',
    decode: (bytes, start, end) => {
      const value: unknown = JSON.parse(decodeUtf8(bytes, start, end))
      return schema === undefined ? (value as T) : schema.parse(value)
    },
    encode: (value, sink) => encodeUtf8(canonicalJson(value), sink),
  })
}
