import { expect, test } from 'vitest'
import { readsParameter } from './callback.ts'

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
})

test('everything doubtful counts as read', () => {
  const bound = ((_a: unknown, b: unknown) => b).bind(null)
  check(bound, [true, true])
  check(new Function('return function (a, b) { return arguments[0] }')(), [true, true])
  check(new Function('return ({ x }, b) => 1')(), [true, true])
  check(new Function('return (...all) => all')(), [true, true])
  check(new Function('return (a, b = a) => b')(), [true, true])
  check(new Function('return (a, b) => eval("a")')(), [true, true])
  check(new Function('return (a, b) => "\\u0061"')(), [true, true])
  check(Math.max, [true, true])
})
