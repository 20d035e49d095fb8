import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { docstringExamples, missingExamples, runDocstringExamples } from './docstring-examples.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const docstring = (code: string): string =>
  `/**\n * What it does.\n *\n * \`\`\`ts\n${code.replace(/^/gm, ' * ')}\n * \`\`\`\n */\nexport function f(): void {}\n`

test('the examples of docstrings are found with their lines', () => {
  const text = `const a = 1\n\n${docstring('f()\nf()')}`
  expect(docstringExamples({ path: 'a.ts', text })).toEqual([{ path: 'a.ts', line: 7, code: 'f()\nf()' }])
})

test('what users call in the DSL needs one', () => {
  const text = '/** Says nothing. */\nexport function tumbling(): void {}\n'
  const path = 'packages/streams/src/dsl/windows.ts'
  expect(missingExamples([{ path, text }])).toMatchObject([
    { path, line: 1, text: expect.stringMatching(/^tumbling has no example/) },
  ])
  expect(missingExamples([{ path, text: docstring('f()') }])).toEqual([])
  expect(missingExamples([{ path: 'packages/log/src/windows.ts', text }])).toEqual([])
})

test('and a docstring to stand in; what implements overloads has that of the overloads', () => {
  const body = (docs: string): string =>
    `export class KStream {\n${docs}  join(a: A): void\n  join(a: B): void\n  join(a: A | B): void {\n    if (a) call(a)\n  }\n\n  private own(): void {}\n}\n`
  const path = 'packages/streams/src/dsl/kstream.ts'
  expect(missingExamples([{ path, text: body('') }]).map(({ line, text }) => [line, text])).toEqual(
    [2, 3, 4].map(line => [line, 'join has no docstring: say what it does, with an example']),
  )
  const documented = '  /**\n   * Joins.\n   *\n   * ```ts\n   * f()\n   * ```\n   */\n'
  expect(missingExamples([{ path, text: body(documented) }])).toEqual([])
})

test('an example must compile, and do what it says', { timeout: 60_000 }, async () => {
  const example = (line: number, code: string) => ({ path: 'a.ts', line, code })
  const stream = "builder.stream('in', { key: string(), value: integer() })"
  const good = [
    example(1, `${stream}.to('out')\n// in      a:1\n// => out  a:1`),
    example(2, 'console.log(durationMs("1m", "x")) // prints 60000'),
  ]
  expect(await runDocstringExamples(root, good)).toEqual([])
  const wrong = [
    example(10, `${stream}.to('out')\n// in      a:1\n// => out  a:2`),
    example(20, 'console.log(durationMs("1m", "x")) // prints 6'),
    example(30, 'throw new Error("as it happens")'),
  ]
  const findings = await runDocstringExamples(root, [...good, ...wrong])
  expect(findings.map(({ line, text }) => [line, text])).toEqual([
    [10, expect.stringContaining('came out => out  a:1@0')],
    [20, expect.stringContaining('it prints ["60000"]')],
    [30, expect.stringContaining('as it happens')],
  ])
  const unknown = await runDocstringExamples(root, [example(40, `\n${stream}.flow()\n// in  a:1\n// => out`)])
  expect(unknown).toMatchObject([{ line: 41, text: expect.stringContaining('flow') }])
})
