import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { apiSchemas, dataSchemas } from '../../../packages/protocol/schema/index.ts'
import { generate } from './files.ts'
import { differenceOf, settle } from './freshness.ts'

const committed = fileURLToPath(new URL('../../../packages/protocol/src/generated', import.meta.url))
const wanted = generate(apiSchemas, dataSchemas)
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moldau-generated-'))
  cpSync(committed, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what is committed is fresh', () => {
  expect(differenceOf(wanted, folder)).toEqual({ stale: [], left: [] })
})

test('a changed byte, a missing file and a file that nothing generates are seen, and settled', () => {
  const [changed, missing] = [...wanted.keys()].filter(name => name.startsWith('records/'))
  const path = join(folder, changed!)
  writeFileSync(path, `${readFileSync(path, 'utf8')} `)
  rmSync(join(folder, missing!))
  writeFileSync(join(folder, 'records/of-old.ts'), '')
  const difference = { stale: [changed, missing], left: ['records/of-old.ts'] }
  expect(differenceOf(wanted, folder)).toEqual(difference)
  expect(settle(wanted, folder)).toEqual(difference)
  expect(differenceOf(wanted, folder)).toEqual({ stale: [], left: [] })
})

test('a field added to a schema makes the committed files stale', () => {
  const [first, ...others] = apiSchemas
  const field = { name: 'addedLater', type: 'int32', versions: '0+', about: 'a field of the test' } as const
  const request = { ...first!.request, fields: [...first!.request.fields, field] }
  const schemas = [{ ...first!, request }, ...others]
  const { stale } = differenceOf(generate(schemas, dataSchemas), folder)
  expect(stale).toHaveLength(1)
})
