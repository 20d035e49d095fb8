import { expect, test } from 'vitest'
import { MoldauError, StreamsError } from '../index.ts'
import { failureText } from './failure-text.ts'

test('a known failure is its message, without a stack', () => {
  const error = new MoldauError('X', 'it failed', { detail: 'here', hint: 'do this' })
  expect(failureText(error)).toBe('it failed: here (do this)')
})

test("what lies beneath follows, with the stack of a program's own error", () => {
  const beneath = new TypeError('no such luck')
  const text = failureText(new StreamsError('PROCESSING_FAILED', 'processor X failed', { cause: beneath }))
  expect(text).toMatch(/^processor X failed\n {2}because: TypeError: no such luck\n +at .*failure-text\.test/)
})

test('whatever was thrown is said', () => {
  expect(failureText('just text')).toBe('just text')
  const circle = new Error('round')
  circle.cause = circle
  expect(failureText(circle).match(/because/g)).toHaveLength(3)
})
