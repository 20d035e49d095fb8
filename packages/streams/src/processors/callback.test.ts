import { expect, test } from 'vitest'
import { readsContext, readsParameter } from './callback.ts'

// biome-ignore lint/complexity/noBannedTypes: any function may be asked
const check = (fn: Function, expected: [boolean, boolean]): void => {
  expect([readsParameter(fn, 0), readsParameter(fn, 1)]).toEqual(expected)
}

test('a parameter counts as unread only where that is certain', () => {
  check((_key: unknown, value: number) => value > 1, [false, true])
  check((key: unknown) => key, [true, false])
  check(() => 1, [false, false])
  check((key: string, _v: unknown) => `${key}`, [true, false])
  check(new Function('return ($a, a) => a')(), [false, true])
  check(new Function('return (a, $a) => $a')(), [false, true])
  check(new Function('return x => x')(), [true, false])
  check(new Function('return function (a, b) { return a }')(), [true, false])
  check(new Function('return function named(a) { return a }')(), [true, false])
})

test('a parameter may have a name or a plain literal as default', () => {
  check(new Function("return (a, b = 'none') => a")(), [true, false])
  check(new Function('return (a = -1.5, b = GUEST.name) => b')(), [false, true])
  check(new Function('return (a = "x") => 1')(), [false, false])
  check(new Function('return function (a, b = null) { return 1 }')(), [false, false])
  // A default reads what stands before it, whatever becomes of it.
  check(new Function('return (a, b = a) => 1')(), [true, false])
  check(new Function('return (a, b = a.b) => 1')(), [true, true])
})

test('everything doubtful counts as read', () => {
  for (const value of [
    '[1, 2]',
    '{ a: 1 }',
    'call()',
    'x => x',
    '/[,)]/',
    '`x`',
    "'a,b'",
    "'\\x61'",
    '1 + 1',
  ]) {
    const fn = new Function(`return (l, r = ${value}, k, c) => 1`)()
    expect(
      [1, 2, 3].map(n => readsContext(fn, n)),
      value,
    ).toEqual([true, true, true])
  }
  const bound = ((_a: unknown, b: unknown) => b).bind(null)
  check(bound, [true, true])
  check(new Function('return function (a, b) { return arguments[0] }')(), [true, true])
  check(new Function('return ({ x }, b) => 1')(), [true, true])
  check(new Function('return (...all) => all')(), [true, true])
  check(new Function('return (a, b = a) => b')(), [true, true])
  check(new Function('return (a, b) => eval("a")')(), [true, true])
  check(new Function('return (a, b) => "\\u0061"')(), [true, true])
  check(Math.max, [true, true])
  check(new Function('return function (a) { return eval("arguments[1]") }')(), [true, true])
  check(new Function('return ({ m(a) { return a } }).m')(), [true, true])
})

test('a function that is built in or bound gets a context only where its length counts it', () => {
  const three = (_a: unknown, _b: unknown, context: unknown): unknown => context
  expect(readsContext(three, 2)).toBe(true)
  expect(readsContext(three.bind(null), 2)).toBe(true)
  expect(readsContext(((a: unknown) => a).bind(null), 2)).toBe(false)
  expect(readsContext(Math.max, 2)).toBe(false)
  expect(readsContext((a: unknown) => a, 2)).toBe(false)
})
