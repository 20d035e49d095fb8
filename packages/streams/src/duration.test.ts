import { expect, test } from 'vitest'
import { durationMs } from './duration.ts'

test.for([
  ['5ms', 5],
  ['2s', 2000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['1w', 604_800_000],
  [17, 17],
] as const)('%s is %i ms', ([text, ms]) => {
  expect(durationMs(text, 'x')).toBe(ms)
})

test.for(['5', 'm', '1 m', '5 minutes', '1.0001s', Number.NaN, 0.5])('%s is refused and named', text => {
  expect(() => durationMs(text as never, 'grace')).toThrow(/grace/)
})
