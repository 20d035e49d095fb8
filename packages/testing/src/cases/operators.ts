/** The strict operators of the expression language: all arguments are evaluated before they run. */
import { ExprError } from './case-error.ts'
import {
  booleanOf,
  canonical,
  integerOf,
  kindOf,
  listOf,
  members,
  number,
  numberOf,
  same,
  stringOf,
  type Value,
} from './values.ts'

interface Operator {
  readonly min: number
  readonly max: number
  readonly run: (a: Value[]) => Value
}

const MANY = Number.MAX_SAFE_INTEGER

export function str(v: Value): string {
  return typeof v === 'string' ? v : canonical(v)
}

function calc(op: 'add' | 'sub' | 'mul', a: Value, b: Value): Value {
  const x = numberOf(op, a)
  const y = numberOf(op, b)
  const n = op === 'add' ? x + y : op === 'sub' ? x - y : x * y
  const whole = Number.isSafeInteger(x) && Number.isSafeInteger(y)
  if (!Number.isFinite(n) || ((whole || Number.isInteger(n)) && !Number.isSafeInteger(n))) {
    throw new ExprError(`${op}: result beyond 2^53-1`)
  }
  return number(n)
}

function fold(op: 'add' | 'mul', a: Value[]): Value {
  let sum = a[0]
  for (let i = 1; i < a.length; i++) sum = calc(op, sum, a[i])
  return sum
}

function divisor(op: string, v: Value): number {
  const n = integerOf(op, v)
  if (n === 0) throw new ExprError(`${op}: division by zero`)
  return n
}

/** Exact for all safe integers: a double quotient would round. */
function floorDivide(a: number, b: number): [quotient: number, rest: number] {
  const rest = ((a % b) + b) % b
  return [number((a - rest) / b) as number, number(rest) as number]
}

function compare(op: string, a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return numberOf(op, a) - numberOf(op, b)
}

function extreme(op: string, a: Value[], sign: number): Value {
  let best: Value = numberOf(op, a[0])
  for (let i = 1; i < a.length; i++) if (compare(op, numberOf(op, a[i]), best) * sign > 0) best = a[i]
  return best
}

function clamp(n: number, length: number): number {
  return Math.max(0, Math.min(n, length))
}

function parse(s: string): Value {
  if (/^-?(0|[1-9][0-9]{0,15})$/.test(s) && Number.isSafeInteger(Number(s))) return number(Number(s))
  throw new ExprError(`num: not a safe integer: ${kindOf(s)}`)
}

function split(s: string, separator: string): Value {
  if (separator === '') throw new ExprError('split: the separator is empty')
  return s.split(separator)
}

function without(list: Value[], item: Value): Value {
  const at = list.findIndex(v => same(v, item))
  return at < 0 ? [...list] : [...list.slice(0, at), ...list.slice(at + 1)]
}

function object(a: Value[]): Value {
  if (a.length % 2 !== 0) throw new ExprError('obj: expected pairs of name and value')
  const out = new Map<string, Value>()
  for (let i = 0; i < a.length; i += 2) out.set(stringOf('obj', a[i]), a[i + 1])
  return out
}

function length(v: Value): Value {
  if (typeof v === 'string' || Array.isArray(v)) return v.length
  if (typeof v === 'object' && v !== null) return members('len', v).size
  throw new ExprError(`len: expected a string, list or object, got ${kindOf(v)}`)
}

function range(v: Value): Value {
  const n = integerOf('range', v)
  if (n < 0 || n > 10000) throw new ExprError(`range: expected 0 to 10000, got ${n}`)
  return Array.from({ length: n }, (_, i) => i)
}

const op = (min: number, max: number, run: (a: Value[]) => Value): Operator => ({ min, max, run })

export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['add', op(2, MANY, a => fold('add', a))],
  ['mul', op(2, MANY, a => fold('mul', a))],
  ['sub', op(2, 2, a => calc('sub', a[0], a[1]))],
  ['div', op(2, 2, a => floorDivide(integerOf('div', a[0]), divisor('div', a[1]))[0])],
  ['mod', op(2, 2, a => floorDivide(integerOf('mod', a[0]), divisor('mod', a[1]))[1])],
  ['min', op(1, MANY, a => extreme('min', a, -1))],
  ['max', op(1, MANY, a => extreme('max', a, 1))],
  ['eq', op(2, 2, a => same(a[0], a[1]))],
  ['ne', op(2, 2, a => !same(a[0], a[1]))],
  ['lt', op(2, 2, a => compare('lt', a[0], a[1]) < 0)],
  ['le', op(2, 2, a => compare('le', a[0], a[1]) <= 0)],
  ['gt', op(2, 2, a => compare('gt', a[0], a[1]) > 0)],
  ['ge', op(2, 2, a => compare('ge', a[0], a[1]) >= 0)],
  ['not', op(1, 1, a => !booleanOf('not', a[0]))],
  ['isNull', op(1, 1, a => a[0] === null)],
  ['str', op(1, 1, a => str(a[0]))],
  ['concat', op(0, MANY, a => a.map(str).join(''))],
  ['num', op(1, 1, a => parse(stringOf('num', a[0])))],
  ['upper', op(1, 1, a => stringOf('upper', a[0]).replace(/[a-z]/g, c => c.toUpperCase()))],
  ['lower', op(1, 1, a => stringOf('lower', a[0]).replace(/[A-Z]/g, c => c.toLowerCase()))],
  ['startsWith', op(2, 2, a => stringOf('startsWith', a[0]).startsWith(stringOf('startsWith', a[1])))],
  ['contains', op(2, 2, a => stringOf('contains', a[0]).includes(stringOf('contains', a[1])))],
  [
    'substr',
    op(3, 3, a => {
      const s = stringOf('substr', a[0])
      const from = clamp(integerOf('substr', a[1]), s.length)
      const to = clamp(integerOf('substr', a[2]), s.length)
      return from < to ? s.slice(from, to) : ''
    }),
  ],
  ['split', op(2, 2, a => split(stringOf('split', a[0]), stringOf('split', a[1])))],
  ['join', op(2, 2, a => listOf('join', a[0]).map(str).join(stringOf('join', a[1])))],
  ['list', op(0, MANY, a => a)],
  ['append', op(2, 2, a => [...(a[0] === null ? [] : listOf('append', a[0])), a[1]])],
  ['extend', op(2, 2, a => [...listOf('extend', a[0]), ...listOf('extend', a[1])])],
  ['remove', op(2, 2, a => without(listOf('remove', a[0]), a[1]))],
  ['at', op(2, 2, a => listOf('at', a[0])[integerOf('at', a[1])] ?? null)],
  ['range', op(1, 1, a => range(a[0]))],
  ['obj', op(0, MANY, object)],
  ['get', op(2, 2, a => (a[0] === null ? null : (members('get', a[0]).get(stringOf('get', a[1])) ?? null)))],
  [
    'set',
    op(3, 3, a => {
      const out = new Map(a[0] === null ? [] : members('set', a[0]))
      return out.set(stringOf('set', a[1]), a[2])
    }),
  ],
  ['len', op(1, 1, a => length(a[0]))],
])
