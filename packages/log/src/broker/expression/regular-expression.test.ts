import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RegularExpression } from './regular-expression.ts'

function parsed(source: string): RegularExpression {
  const expression = RegularExpression.parse(source)
  if (!(expression instanceof RegularExpression)) throw new Error(`${source}: ${expression.fault}`)
  return expression
}
const matches = (source: string, text: string): boolean => parsed(source).matches(text)

describe('regular expressions', () => {
  test('match as a whole', () => {
    expect(matches('foo', 'foo')).toBe(true)
    expect(matches('foo', 'foobar')).toBe(false)
    expect(matches('foo.*', 'foobar')).toBe(true)
    expect(matches('a|bc', 'bc')).toBe(true)
    expect(matches('^(foo|bar)-[0-9]+$', 'bar-17')).toBe(true)
    expect(matches('', '')).toBe(true)
  })

  test('know what RE2 knows', () => {
    expect(matches('(?i)FOO', 'fOo')).toBe(true)
    expect(matches('a(?i:B)c', 'abc')).toBe(true)
    expect(matches('a(?i:B)c', 'abC')).toBe(false)
    expect(matches('(?P<name>x){2,3}', 'xxx')).toBe(true)
    expect(matches('x{2}', 'xxx')).toBe(false)
    expect(matches('x{,2}', 'x{,2}')).toBe(true)
    expect(matches('[[:alpha:]_-]+', 'a_B-c')).toBe(true)
    expect(matches('[^\\d]+', 'ab1')).toBe(false)
    expect(matches('\\Qa.b\\E', 'a.b')).toBe(true)
    expect(matches('\\Qa.b\\E', 'axb')).toBe(false)
    expect(matches('\\x41\\x{1F600}\\101', 'A\u{1F600}A')).toBe(true)
    expect(matches('\\p{Greek}+\\pN', 'αβ7')).toBe(true)
    expect(matches('\\bfoo\\b.bar', 'foo bar')).toBe(true)
    expect(matches('[]a]+', ']a')).toBe(true)
    expect(matches('a.b', 'a\nb')).toBe(false)
    expect(matches('(?s)a.b', 'a\nb')).toBe(true)
  })

  test('refuse what RE2 refuses, and say why', () => {
    for (const source of [
      '(',
      'a**',
      '*a',
      '[a',
      'a{1001}',
      '(?=a)',
      '(?<!a)b',
      '(a)\\1',
      '\\Z',
      '[z-a]',
      'a)',
      '\\',
    ])
      expect(RegularExpression.parse(source), source).toEqual({ fault: expect.any(String) })
  })

  test('take time in proportion, whatever the expression', () => {
    const expression = parsed('(a+)+b')
    expect(expression.matches('a'.repeat(249))).toBe(false)
    expect(RegularExpression.parse('((((x{100}){100}){100}){100})')).toEqual({ fault: expect.any(String) })
  })

  test('agree with the engine of the language where both know the syntax', () => {
    const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', 'a?', '^', '$', '\\b')
    const { tree } = fc.letrec<{ tree: string }>(tie => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(?:${a}|${b})`),
        fc.tuple(tie('tree'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}')).map(([a, o]) => `(?:${a})${o}`),
      ),
    }))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 8 })
    fc.assert(
      fc.property(tree, text, (source, given) => {
        expect(matches(source, given)).toBe(
          new RegExp(`^(?:${source})$`, 's').test(given) && !/\n/.test(given),
        )
      }),
      { numRuns: 400 },
    )
  })
})
