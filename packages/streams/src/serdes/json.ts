/**
 * JSON as a serde: canonical text on write, an optional zod schema on read.
 *
 * Canonical: object members sorted by UTF-16 unit at every depth, no white space, `JSON.stringify`'s numbers and escapes. So
 * equal values have equal bytes, on which foreign-key joins and comparisons of state rely. Members that are `undefined` vanish.
 */
import { StreamsError } from '../failure.ts'
import { copyOfFlat, Serde } from './serde.ts'
import { decodeUtf8, encodeUtf8, isWellFormed } from './utf8.ts'

/** Any schema with zod's `parse` and its output type; zod itself is not loaded here. */
export interface JsonSchema<T> {
  parse(value: unknown): T
}

/** The canonical text of a JSON value. */
export function canonicalJson(value: unknown): string {
  let text: string | undefined
  if (isSorted(value)) text = JSON.stringify(value)
  else {
    const plain = sortedPlain(value)
    text = plain === SPELL_OUT ? stringify(sorted(value)) : JSON.stringify(plain)
  }
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

/** Stands for a value that no plain object can hold in order. */
const SPELL_OUT = Symbol('spell out')

/**
 * The value with the members of its objects in order, as plain objects. Those put integer-like names first whatever the order of
 * insertion, and `__proto__` is no member of one: then SPELL_OUT.
 */
function sortedPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(sortedPlain)
    return items.includes(SPELL_OUT) ? SPELL_OUT : items
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value
  const copy: Record<string, unknown> = {}
  const order = orderOf(Object.keys(value))
  if (order === null) return SPELL_OUT
  for (const name of order) {
    const member = sortedPlain((value as Record<string, unknown>)[name])
    if (member === SPELL_OUT) return SPELL_OUT
    copy[name] = member
  }
  return copy
}

/** Members in order, by what was seen last with the same first member: values of one topic are of one shape. */
const orders = new Map<
  string,
  { readonly names: readonly string[]; readonly order: readonly string[] | null }
>()
const ORDERS_MAX = 256

/** The names in order; null where a plain object cannot hold that order. */
function orderOf(names: readonly string[]): readonly string[] | null {
  const first = names[0]
  if (first === undefined) return names
  const known = orders.get(first)
  if (known !== undefined && known.names.length === names.length) {
    let at = names.length - 1
    while (at >= 0 && names[at] === known.names[at]) at--
    if (at < 0) return known.order
  }
  const isPlain = names.every(name => name !== '__proto__' && !(name >= '0' && name < ':'))
  const order = isPlain ? [...names].sort() : null
  if (orders.size >= ORDERS_MAX) orders.clear()
  orders.set(first, { names, order })
  return order
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

/** An object whose text is spelled out, member by member. */
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

/** What JSON gives back for a value without depth: itself, or a copy with its members in order; undefined: too deep to say. */
function flatAgain(value: unknown): unknown {
  if (typeof value !== 'object') return isExact(value) ? value : undefined
  if (value === null || Array.isArray(value))
    return value === null ? undefined : (copyOfFlat(value, isExact) ?? undefined)
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  const order = orderOf(Object.keys(value))
  if (order === null) return undefined
  const copy: Record<string, unknown> = {}
  for (const name of order) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    if (!isExact(member)) return undefined
    copy[name] = member
  }
  return copy
}

/** A primitive that JSON gives back as it is. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return typeof value === 'boolean' || value === null || (typeof value === 'string' && isWellFormed(value))
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
    ...(schema === undefined && { roundTrip: (value: T) => flatAgain(value) as T | undefined }),
  })
}
