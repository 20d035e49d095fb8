/**
 * `node tools/dist/tidy/main.js`: the rules of the house that no compiler knows. Prints each broken rule with its place and
 * what to do instead; exit code 1 when there are any.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkBanList } from './ban-list.ts'
import { checkCircles } from './circles.ts'
import { checkDocExamples } from './doc-examples.ts'
import { checkDocstringExamples } from './docstring-examples.ts'
import { checkErrorCodes } from './error-codes.ts'
import { checkImports } from './import-table.ts'
import type { Finding, SourceFile } from './source-file.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

function sourceFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter(path => path !== '' && existsSync(join(root, path)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const files = sourceFiles()
const checks: readonly (readonly [string, () => Finding[] | Promise<Finding[]>])[] = [
  ['imports point one way', () => checkImports(files)],
  ['no circles between folders', () => checkCircles(files)],
  ['nothing reads clock, chance, disk or network that was not handed to it', () => checkBanList(files)],
  [
    'codes of failures are documented',
    () => checkErrorCodes(files, readFileSync(join(root, 'docs/errors.md'), 'utf8')),
  ],
  ['examples in the docs compile', () => checkDocExamples(root)],
  ['examples in docstrings hold, and the DSL has them', () => checkDocstringExamples(root, files)],
]
let broken = 0
for (const [rule, check] of checks) {
  const findings = await check()
  broken += findings.length
  console.log(`${findings.length === 0 ? 'ok    ' : 'BROKEN'} ${rule}`)
  for (const { path, line, text } of findings) console.log(`  ${path}:${line} ${text}`)
}
process.exit(broken === 0 ? 0 : 1)
