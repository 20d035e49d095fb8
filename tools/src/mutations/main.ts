/**
 * `npm run mutations -- [name ...]`: breaks a copy of the source in each of the ways of `mutations.ts`, one at a time, and looks
 * whether the simulator or the named test notices. Ends with 0 only when every one is caught. `--list` names them.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutation, mutated } from './mutation.ts'
import { MUTATIONS } from './mutations.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const PACKAGES = ['protocol', 'log', 'client', 'streams', 'runtime', 'testing']
const BUNDLE = join(root, 'tools', 'bundle.js')
const RUNS = 200

/** A copy of the packages with modules of its own, so that what is broken in it is broken nowhere else. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'moldau-mutations-'))
  for (const name of PACKAGES)
    cpSync(join(root, 'packages', name), join(copy, 'packages', name), {
      recursive: true,
      filter: path => !path.includes('node_modules'),
    })
  for (const name of ['package.json', 'vitest.config.ts', 'test'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  // What a mutation leaves unused is no error here.
  const config = readFileSync(join(root, 'tsconfig.base.json'), 'utf8')
  writeFileSync(
    join(copy, 'tsconfig.base.json'),
    config.replaceAll(/"noUnused(Locals|Parameters)": true/g, '"noUnused$1": false'),
  )
  const modules = join(copy, 'node_modules')
  mkdirSync(join(modules, '@moldau'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@moldau') symlinkSync(join(root, 'node_modules', name), join(modules, name))
  for (const name of PACKAGES) symlinkSync(join(copy, 'packages', name), join(modules, '@moldau', name))
  return copy
}

function run(cwd: string, command: string, args: readonly string[]): { status: number; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { status: status ?? -1, output: stdout + stderr }
}

interface Verdict {
  readonly isCaught: boolean
  /** Who caught it and how, or what went wrong. */
  readonly text: string
}

function judge(copy: string, { catcher }: Mutation): Verdict {
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
  if ('test' in catcher) {
    const { output, status } = run(copy, bin('vitest'), ['run', catcher.test])
    const failing = /FAIL .*> (.*)/.exec(output)?.[1]
    return {
      isCaught: status !== 0 && failing !== undefined,
      text: `${catcher.test}: ${failing ?? 'passes'}`,
    }
  }
  const built = run(copy, bin('tsc'), ['-b', 'packages/testing'])
  if (built.status !== 0)
    return { isCaught: false, text: `it does not compile: ${built.output.slice(0, 300)}` }
  const { runs = RUNS, workload } = catcher
  const simulator = [
    'packages/testing/dist/simulator/main.js',
    '--workload',
    workload,
    '--runs',
    String(runs),
    '--fail-fast',
  ]
  // What others import of a package is one module; those that a mutation before this one has changed are made anew, too.
  for (const name of PACKAGES.filter(each => each !== 'testing')) {
    const bundled = run(join(copy, 'packages', name), process.execPath, [BUNDLE])
    if (bundled.status !== 0)
      return { isCaught: false, text: `it cannot be bundled: ${bundled.output.slice(0, 300)}` }
  }
  const { output, status } = run(copy, process.execPath, simulator)
  const seed = /^seed (\d+)/m.exec(output)?.[1]
  const rule = /^ {2}([\w-]+): /m.exec(output)?.[1]
  if (status === 1 && seed !== undefined)
    return { isCaught: true, text: `simulator, ${workload}, seed ${seed}: ${rule}` }
  return {
    isCaught: false,
    text: `simulator, ${workload}: ${output.trim().split('\n').slice(-2).join(' / ').slice(0, 300)}`,
  }
}

function main(args: readonly string[]): number {
  if (args.includes('--list')) {
    for (const { name, story } of MUTATIONS) console.log(`${name.padEnd(28)} ${story}`)
    return 0
  }
  const unknown = args.find(name => !MUTATIONS.some(one => one.name === name))
  if (unknown !== undefined) {
    console.error(`there is no mutation ${unknown}; see npm run mutations -- --list`)
    return 2
  }
  const copy = copyTree()
  let survived = 0
  const chosen = MUTATIONS.filter(({ name }) => args.length === 0 || args.includes(name))
  try {
    for (const mutation of chosen) {
      const path = join(copy, mutation.file)
      const source = readFileSync(path, 'utf8')
      writeFileSync(path, mutated(mutation, source))
      const { isCaught, text } = judge(copy, mutation)
      writeFileSync(path, source)
      if (!isCaught) survived++
      console.log(`${isCaught ? 'caught  ' : 'SURVIVED'} ${mutation.name.padEnd(28)} ${text}`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
  console.log(`${chosen.length} mutations, ${chosen.length - survived} caught, ${survived} survived`)
  return survived === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
