/**
 * Values of the case language: null, booleans, numbers, strings, arrays, Maps for objects, and windowed keys, which read as
 * objects of key, start and end. A whole number within +-(2^53-1) is an integer, any other a fraction.
 */
import type { Windowed } from '@moldau/streams'
import { CaseError, ExprError } from './case-error.ts'
import { type JsonNode, JsonNumber } from './json-node.ts'

export type Value = unknown

/** Turns parsed JSON into a language value. */
export function languageValue(node: JsonNode, path: string): Value {
  if (node instanceof JsonNumber) {
    if (node.integral && !Number.isSafeInteger(node.value)) {
      throw new CaseError(path, 'integer beyond 2^53-1: write it as a string')
    }
    return number(node.value)
  }
  if (Array.isArray(node)) return node.map((item, i) => languageValue(item, `${path}[${i}]`))
  if (node instanceof Map) {
    return new Map([...node].map(([name, member]) => [name, languageValue(member, `${path}.${name}`)]))
  }
  return node
}

/** A double as a value: no negative zero, text for what JSON cannot say. */
export function number(d: number): Value {
  if (Number.isNaN(d)) return 'NaN'
  if (d === Number.POSITIVE_INFINITY) return 'Infinity'
  if (d === Number.NEGATIVE_INFINITY) return '-Infinity'
  return d === 0 ? 0 : d
}

/** An int64 as a value: beyond the safe range its decimal text. */
export function int64(n: number | bigint): Value {
  if (typeof n === 'number') return n === 2 ** 63 ? '9223372036854775807' : n
  return n <= BigInt(Number.MAX_SAFE_INTEGER) && n >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : String(n)
}

export function isWindowed(v: Value): v is Windowed<Value> {
  return typeof v === 'object' && v !== null && !Array.isArray(v) && !(v instanceof Map)
}

/** The members of an object or windowed key. */
export function members(op: string, v: Value): Map<string, Value> {
  if (v instanceof Map) return v as Map<string, Value>
  if (isWindowed(v)) return windowedMembers(v)
  throw new ExprError(`${op}: expected an object, got ${kindOf(v)}`)
}

export function windowedMembers(v: Windowed<Value>): Map<string, Value> {
  return new Map<string, Value>([
    ['end', int64(v.end)],
    ['key', v.key],
    ['start', int64(v.start)],
  ])
}

export function kindOf(v: Value): string {
  if (v === null || v === undefined) return 'null'
  if (typeof v === 'boolean') return 'boolean'
  if (typeof v === 'number') return Number.isSafeInteger(v) ? 'integer' : 'fraction'
  if (typeof v === 'string') return 'string'
  return Array.isArray(v) ? 'list' : 'object'
}

/** Compact JSON with sorted members; `strict`: a fraction is an error, as canonical text demands. */
export function text(v: Value, strict: boolean): string {
  if (v === null || v === undefined) return 'null'
  if (typeof v === 'number') {
    if (strict && !Number.isSafeInteger(v)) throw new ExprError(`a fraction has no canonical text: ${v}`)
    return JSON.stringify(v)
  }
  if (typeof v === 'string' || typeof v === 'boolean') return JSON.stringify(v)
  if (Array.isArray(v)) return `[${v.map(item => text(item, strict)).join(',')}]`
  const sorted = [...members('text', v)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${text(member, strict)}`).join(',')}}`
}

export const canonical = (v: Value): string => text(v, true)

export function same(a: Value, b: Value): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
    )
  }
  const x = members('eq', a)
  const y = members('eq', b)
  return x.size === y.size && [...x].every(([name, member]) => y.has(name) && same(member, y.get(name)))
}

export function numberOf(op: string, v: Value): number {
  if (typeof v === 'number') return v
  throw new ExprError(`${op}: expected a number, got ${kindOf(v)}`)
}

export function integerOf(op: string, v: Value): number {
  if (Number.isSafeInteger(v)) return v as number
  throw new ExprError(`${op}: expected an integer, got ${kindOf(v)}`)
}

export function stringOf(op: string, v: Value): string {
  if (typeof v === 'string') return v
  throw new ExprError(`${op}: expected a string, got ${kindOf(v)}`)
}

export function booleanOf(op: string, v: Value): boolean {
  if (typeof v === 'boolean') return v
  throw new ExprError(`${op}: expected a boolean, got ${kindOf(v)}`)
}

export function listOf(op: string, v: Value): Value[] {
  if (Array.isArray(v)) return v
  throw new ExprError(`${op}: expected a list, got ${kindOf(v)}`)
}

const decoder = new TextDecoder()

/** The text of a header's value; that of a stack trace is the machine's own. */
export function headerText(name: string, value: Uint8Array | null): string | null {
  if (value === null) return null
  return name === '__streams.errors.stacktrace' ? '...' : decoder.decode(value)
}
