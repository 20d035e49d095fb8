// `npm run check`: format, lint, types, generated-is-fresh, import table, bans, circles, doc examples and unit tests, in this order.
// Stops at the first that fails, after its own message of what to do instead.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = name => join(root, 'node_modules', '.bin', name)
const steps = [
  ['format and lint', bin('biome'), ['check', '--error-on-warnings'], 'run: npx biome check --write'],
  [
    'types',
    process.execPath,
    ['tools/quiet-build.js'],
    'correct the types; every package compiles under strict',
  ],
  ['types of tests', bin('tsc'), ['-p', 'tsconfig.tests.json'], 'correct the types of the tests'],
  [
    'generated is fresh',
    process.execPath,
    ['tools/dist/generate/main.js', '--check'],
    'run: npm run generate',
  ],
  ['house rules', process.execPath, ['tools/dist/tidy/main.js'], 'each line above says what to do instead'],
  [
    'unit tests',
    bin('vitest'),
    ['run', 'packages/', 'tools/src', 'bench/src', 'examples/'],
    'a failing test is a defect, a flaky one too',
  ],
]
const started = process.hrtime.bigint()
for (const [name, command, args, instead] of steps) {
  const from = process.hrtime.bigint()
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const seconds = Number(process.hrtime.bigint() - from) / 1e9
  if (status !== 0) {
    console.error(`\ncheck: ${name} failed after ${seconds.toFixed(1)} s. ${instead}`)
    process.exit(1)
  }
  console.log(`check: ${name} ok (${seconds.toFixed(1)} s)`)
}
console.log(`check: all ok (${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s)`)
