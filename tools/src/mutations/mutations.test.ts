/** The mutations fit the source as it is: one that fits no more would prove nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mutated } from './mutation.ts'
import { MUTATIONS } from './mutations.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test.each(MUTATIONS)('$name fits its source', mutation => {
  const source = readFileSync(join(root, mutation.file), 'utf8')
  expect(mutated(mutation, source)).not.toBe(source)
  if ('test' in mutation.catcher) expect(existsSync(join(root, mutation.catcher.test))).toBe(true)
})

test('docs/mutations.md names each', () => {
  const text = readFileSync(join(root, 'docs/mutations.md'), 'utf8')
  for (const { name } of MUTATIONS) expect(text).toContain(`\`${name}\``)
})
