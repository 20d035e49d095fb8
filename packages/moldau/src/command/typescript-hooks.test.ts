import { expect, test } from 'vitest'
import { withoutTypes } from './typescript-hooks.ts'

test('types are blanked, and every line and column stays', () => {
  const source = "import type { A } from './a.ts'\nconst x: number = 1 as const\nexport { x }\n"
  const code = withoutTypes(source, 'x.ts')
  expect(code.split('\n')).toHaveLength(source.split('\n').length)
  expect(code).toContain('const x         = 1')
  expect(code).not.toContain('import')
})

test('an enum is transformed, with a source map', () => {
  const code = withoutTypes('enum E { A }\nexport default E.A\n', 'x.ts')
  expect(code).toMatch(/E\["A"\]/)
  expect(code).toMatch(/sourceMappingURL=data:/)
})

test('what is no TypeScript is an error that names the file', () => {
  expect(() => withoutTypes('const = 3', 'app.ts')).toThrow(/app\.ts/)
})
