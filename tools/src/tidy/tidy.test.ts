import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkBanList } from './ban-list.ts'
import { checkCircles } from './circles.ts'
import { compileExamples, examplesIn } from './doc-examples.ts'
import { checkErrorCodes } from './error-codes.ts'
import { checkImports } from './import-table.ts'
import { importsOf } from './source-file.ts'

const file = (path: string, text: string): { path: string; text: string } => ({ path, text })

describe('the import table', () => {
  test.each([
    [
      'packages/log/src/a.ts',
      "import { Producer } from '@moldau/client'",
      /log -> @moldau\/client is forbidden/,
    ],
    [
      'packages/client/src/a.ts',
      "import type { Broker } from '@moldau/log'",
      /client -> @moldau\/log is forbidden/,
    ],
    ['packages/streams/src/a.ts', "import { readFileSync } from 'node:fs'", /pure/],
    ['packages/streams/src/a.ts', "import { crc32c } from '@moldau/protocol'", /forbidden/],
    ['packages/runtime/src/worker.ts', "import { Broker } from '@moldau/log'", /composition roots/],
    ['packages/runtime/src/app.ts', "import { x } from 'moldau'", /leaf/],
    ['packages/client/src/a.ts', "import pad from 'left-pad'", /not in the table/],
    ['packages/client/src/a.ts', "import { a } from './b.js'", /ends in \.ts/],
    ['packages/client/src/a.ts', "import { a } from '../../log/src/b.ts'", /leaves the package/],
    ['packages/client/src/a.ts', "const x = await import('@moldau/log')", /forbidden/],
  ])('%s: %s', (path, text, expected) => {
    const findings = checkImports([file(path, text)])
    expect(findings).toHaveLength(1)
    expect(findings[0]!.text).toMatch(expected)
  })

  test('allows what it allows', () => {
    const files = [
      file('packages/runtime/src/embedded.ts', "import { Broker } from '@moldau/log'"),
      file(
        'packages/client/src/producer/a.ts',
        "import { b } from '../b.ts'\nimport { crc32c } from '@moldau/protocol'",
      ),
      file(
        'packages/client/src/a.test.ts',
        "import fc from 'fast-check'\nimport { Broker } from '@moldau/log'",
      ),
    ]
    expect(checkImports(files)).toEqual([])
  })
})

test('imports over several lines are seen', () => {
  const text = "import {\n  a,\n  b,\n} from '@moldau/log'\nexport type {\n  C,\n} from './c.ts'"
  expect(importsOf(file('x.ts', text))).toEqual([
    { specifier: '@moldau/log', typeOnly: false, line: 4 },
    { specifier: './c.ts', typeOnly: true, line: 7 },
  ])
})

describe('circles', () => {
  test('between folders, even of types', () => {
    const findings = checkCircles([
      file('packages/log/src/a/x.ts', "import type { Y } from '../b/y.ts'"),
      file('packages/log/src/b/y.ts', "import type { Z } from '../a/z.ts'"),
      file('packages/log/src/a/z.ts', ''),
    ])
    expect(findings.map(f => f.text)).toEqual([
      expect.stringContaining('packages/log/src/a -> packages/log/src/b'),
    ])
  })
  test('inside a folder of values; of types they are tolerated', () => {
    const values = [
      file('packages/log/src/a/x.ts', "import { y } from './y.ts'"),
      file('packages/log/src/a/y.ts', "import { x } from './x.ts'"),
    ]
    expect(checkCircles(values)).toHaveLength(1)
    const types = values.map(f => file(f.path, f.text.replace('import', 'import type')))
    expect(checkCircles(types)).toEqual([])
  })
})

describe('the ban list', () => {
  test.each([
    ['packages/log/src/broker.ts', 'const now = Date.now()', /take a Clock/],
    ['packages/client/src/producer.ts', 'setTimeout(run, 5)', /setTimer/],
    ['packages/client/src/producer.ts', 'const x = Math.random()', /take a Random/],
    ['packages/log/src/partition.ts', "import { open } from 'node:fs/promises'", /Storage/],
    ['packages/log/src/partition.ts', '// @ts-ignore', undefined],
    ['packages/log/src/partition.ts', 'x() // @ts-ignore', /type checker/],
    ['packages/log/src/utils.ts', '', /noun it owns/],
    ['packages/log/src/long.ts', '\n'.repeat(800), /split it/],
  ])('%s: %s', (path, text, expected) => {
    const findings = checkBanList([file(path, text)])
    if (expected === undefined) expect(findings).toEqual([])
    else expect(findings[0]?.text).toMatch(expected)
  })
  test('edge files and tests are at home there', () => {
    expect(checkBanList([file('packages/protocol/src/system.ts', 'Date.now()')])).toEqual([])
    expect(
      checkBanList([file('packages/log/src/storage/file-storage.ts', "import fs from 'node:fs'")]),
    ).toEqual([])
  })
})

test('examples are found, and go on from one another', () => {
  const markdown = 'text\n```ts\nconst a = 1\n```\n```sh\nls\n```\n```ts\n// ...\nconsole.log(a)\n```\n'
  expect(examplesIn('README.md', markdown)).toEqual([
    { path: 'README.md', line: 3, code: 'const a = 1' },
    { path: 'README.md', line: 9, code: 'const a = 1\n// ...\nconsole.log(a)' },
  ])
})

test('an example that promises what is not there is found, with its line', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const good = { path: 'README.md', line: 9, code: "import { string } from 'moldau'\nstring()" }
  const bad = { path: 'docs/x.md', line: 20, code: "import { string } from 'moldau'\n\nstring().flow()" }
  const findings = compileExamples(root, [good, bad])
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ path: 'docs/x.md', line: 22 })
  expect(findings[0]!.text).toMatch(/an example does not compile: .*flow/)
})

describe('codes of failures', () => {
  const page = '| code | cause | remedy |\n| `A_CODE` | x | y |\n| `B_CODE` | x | y |\n'
  test('each that is thrown is listed', () => {
    const text =
      "new MoldauError(locked(a, 'no code') ? 'A_CODE' : 'B_CODE', 'x')\nthrow new StreamsError(\n  'C_CODE',\n  'x')"
    const findings = checkErrorCodes([file('packages/log/src/a.ts', text)], page)
    expect(findings).toEqual([
      {
        path: 'packages/log/src/a.ts',
        line: 2,
        text: expect.stringContaining('C_CODE is not in docs/errors.md'),
      },
    ])
  })
  test('each that is listed is thrown', () => {
    const text = "class Lost extends MoldauError { constructor() { super('A_CODE', 'x') } }"
    const findings = checkErrorCodes([file('packages/log/src/a.ts', text)], page)
    expect(findings).toEqual([{ path: 'docs/errors.md', line: 3, text: expect.stringContaining('B_CODE') }])
  })
  test('tests and other classes may say what they like', () => {
    const files = [
      file('packages/log/src/a.test.ts', "new MoldauError('OF_A_TEST', 'x')"),
      file('packages/log/src/b.ts', "class B extends A { constructor() { super('NO_CODE') } }"),
      file('packages/log/src/c.ts', "new MoldauError('A_CODE', 'NOT_A_CODE')\nnew MoldauError('B_CODE', '')"),
    ]
    expect(checkErrorCodes(files, page)).toEqual([])
  })
})
