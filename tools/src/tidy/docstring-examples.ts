/**
 * Check: every example in a docstring compiles and does what it says, and what users call in the DSL has one.
 *
 * An example is a block ```ts of a docstring. What it takes from `moldau` and `@moldau/testing` need not be imported. One that ends
 * in lines `// topic ...` and `// => topic ...` is the body of a topology over `builder`, and those lines are a marble table that
 * it must fulfil. Any other is run as a program; a comment `// prints X` says what its line logs
 * (`X and then Y` in a loop).
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from './doc-examples.ts'
import { type Finding, isTest, type SourceFile } from './source-file.ts'

/** Where every public method of a class, and every exported function, needs an example. */
const EXAMPLES_REQUIRED = /^packages\/streams\/src\/dsl\/(k|streams-builder|.*windowed|windows|cogrouped)/

const DOCSTRING = /^( *)\/\*\*([\s\S]*?)\*\/\n( *)(.*)$/gm
const MEMBER =
  /^(?!private|protected|constructor|get |set |declare|readonly|#|export|\/\/|\*)(?:static )?(\w+)(?:<.*|\(.*)$/

/** The examples in the docstrings of a file. */
export function docstringExamples({ path, text }: SourceFile): Example[] {
  const examples: Example[] = []
  for (const match of text.matchAll(DOCSTRING)) {
    const firstLine = text.slice(0, match.index).split('\n').length
    let open: { line: number; code: string[] } | undefined
    match[0].split('\n').forEach((raw, n) => {
      const line = raw.replace(/^ *\* ?/, '')
      if (open === undefined) {
        if (/^```ts\s*$/.test(line)) open = { line: firstLine + n + 1, code: [] }
      } else if (line.startsWith('```')) {
        examples.push({ path, line: open.line, code: open.code.join('\n') })
        open = undefined
      } else open.code.push(line)
    })
  }
  return examples
}

/** Public methods and functions of the DSL whose docstrings lack an example. */
export function missingExamples(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = []
  for (const { path, text } of files) {
    if (!EXAMPLES_REQUIRED.test(path) || isTest(path)) continue
    for (const match of text.matchAll(DOCSTRING)) {
      const [, , comment, indent, code] = match
      if (comment!.includes('@internal') || comment!.includes('```ts')) continue
      const name =
        indent === '  ' ? MEMBER.exec(code!)?.[1] : /^export function (\w+)/.exec(indent! + code!)?.[1]
      if (name === undefined) continue
      const line = text.slice(0, match.index).split('\n').length
      findings.push({ path, line, text: `${name} has no example: add a \`\`\`ts block to its docstring` })
    }
    findings.push(...undocumented(path, text))
  }
  return findings
}

/** Public methods without a docstring; of overloads the implementation needs none. */
function undocumented(path: string, text: string): Finding[] {
  const findings: Finding[] = []
  const documented = new Set<string>()
  for (const [, , , indent, code] of text.matchAll(DOCSTRING)) {
    const name = indent === '  ' ? MEMBER.exec(code!)?.[1] : undefined
    if (name !== undefined) documented.add(name)
  }
  let isClass = false
  for (const [n, line] of text.split('\n').entries()) {
    if (/^export (?:abstract )?class /.test(line)) isClass = true
    else if (line === '}') isClass = false
    const name = isClass ? /^ {2}(\w+)(?:<.*|\(.*)$/.exec(line)?.[1] : undefined
    if (name === undefined || name === 'constructor' || documented.has(name)) continue
    findings.push({ path, line: n + 1, text: `${name} has no docstring: say what it does, with an example` })
  }
  return findings
}

const TABLE = /(?:^\/\/ +(?!prints )\S+( .*)?$\n?)+$/m

/** A line of an example that takes something from elsewhere. */
const IMPORT = /^import .*$/gm

/** The program that an example becomes, and on which of its lines the example begins. */
export function programOf(
  code: string,
  names: ReadonlyMap<string, string>,
): { text: string; offset: number } {
  const used = new Map<string, string[]>()
  const bare = code
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, text => (text.match(/\$\{[^}]*\}/g) ?? []).join(' '))
  for (const word of new Set(bare.match(/(?<![.\w'])[A-Za-z_]\w*/g) ?? [])) {
    // What no package exports as a value is a type of the umbrella's, where it is no global and not the example's own.
    const isType = /^[A-Z]\w{2,}$/.test(word) && !(word in globalThis)
    const from = names.get(word) ?? (isType ? 'moldau' : undefined)
    if (from === undefined || new RegExp(`(const|function|class|import[^;\\n]*) ${word}\\b`).test(code))
      continue
    used.set(from, [...(used.get(from) ?? []), names.has(word) ? word : `type ${word}`])
  }
  const table = code.includes('// => ') ? TABLE.exec(code.trimEnd()) : null
  if (table !== null) {
    const list = used.get('@moldau/testing') ?? []
    if (!list.includes('marbles')) used.set('@moldau/testing', [...list, 'marbles'])
  }
  const imports = [...used].map(([from, list]) => `import { ${list.join(', ')} } from '${from}'`).join('; ')
  if (table === null) return { text: `${imports}\n${code}\nexport {}\n`, offset: 1 }
  const body = code.slice(0, table.index).replace(IMPORT, '')
  const own = (code.match(IMPORT) ?? []).join('; ')
  const lines = table[0].replace(/^\/\/ /gm, '')
  return {
    text: `${imports}; ${own}\nmarbles(builder => {\n${body}}, ${JSON.stringify(lines)})\n`,
    offset: 2,
  }
}

const RUNNER = `
const [count, expectations] = [Number(process.argv[2]), JSON.parse(process.argv[3])]
for (let n = 0; n < count; n++) {
  const said = []
  const log = console.log
  console.log = (...words) => said.push(words.join(' '))
  let failure
  try {
    await import('./out/example-' + n + '.js')
    const wanted = expectations[n]
    if (JSON.stringify(said) !== JSON.stringify(wanted)) failure = 'it prints ' + JSON.stringify(said) + ', the docstring says ' + JSON.stringify(wanted)
  } catch (error) {
    failure = error.message
  }
  console.log = log
  if (failure !== undefined) console.log(JSON.stringify({ n, failure }))
}
`

/** Compiles and runs examples as programs of the workspace at `root`; the packages must have been built. */
export async function runDocstringExamples(root: string, examples: readonly Example[]): Promise<Finding[]> {
  if (examples.length === 0) return []
  const names = new Map<string, string>()
  for (const name of ['moldau', '@moldau/testing', 'zod']) {
    for (const exported of Object.keys(await import(name))) {
      if (name !== 'zod' || exported === 'z') names.set(exported, name)
    }
  }
  const folder = mkdtempSync(join(root, 'examples', '.docstrings-'))
  try {
    mkdirSync(join(folder, 'out'))
    const programs = examples.map(({ code }) => programOf(code, names))
    for (const [n, { text }] of programs.entries()) writeFileSync(join(folder, `example-${n}.ts`), text)
    const compiled = compile(root, folder)
    const findings = compiled.flatMap(({ n, line, text }) => {
      const { path, line: first } = examples[n]!
      return [
        { path, line: first + line - 1 - programs[n]!.offset, text: `an example does not compile: ${text}` },
      ]
    })
    return findings.length > 0 ? findings : run(folder, examples)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compile(root: string, folder: string): { n: number; line: number; text: string }[] {
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      outDir: 'out',
      composite: false,
      declaration: false,
      sourceMap: false,
      types: ['node'],
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['*.ts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  return [...stdout.matchAll(/example-(\d+)\.ts\((\d+),\d+\): (.*)/g)].map(([, n, line, text]) => ({
    n: Number(n),
    line: Number(line),
    text: text!,
  }))
}

function run(folder: string, examples: readonly Example[]): Finding[] {
  writeFileSync(join(folder, 'run.mjs'), RUNNER)
  const expectations = examples.map(({ code }) =>
    [...code.matchAll(/\/\/ prints (.*)$/gm)].flatMap(([, text]) => text!.split(' and then ')),
  )
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'run.mjs'), String(examples.length), JSON.stringify(expectations)],
    { encoding: 'utf8', cwd: folder },
  )
  const findings = stdout
    .split('\n')
    .filter(line => line.startsWith('{"n"'))
    .map(line => {
      const { n, failure } = JSON.parse(line) as { n: number; failure: string }
      const { path, line: first } = examples[n]!
      return { path, line: first, text: `an example does not do what it says: ${failure}` }
    })
  if (status !== 0) findings.push({ path: 'packages', line: 1, text: `the examples ended badly: ${stderr}` })
  return findings
}

/** Both checks over the sources of the workspace. */
export async function checkDocstringExamples(root: string, files: readonly SourceFile[]): Promise<Finding[]> {
  const sources = files.filter(({ path }) => path.startsWith('packages/') && !isTest(path))
  return [
    ...missingExamples(sources),
    ...(await runDocstringExamples(root, sources.flatMap(docstringExamples))),
  ]
}
