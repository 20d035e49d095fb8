/**
 * Check: every TypeScript block of the README and the docs compiles against the packages as they are.
 *
 * Each block ```ts becomes a file of a throw-away project inside the workspace. A block whose first line is `// ...` goes on
 * from the block before it in the same document.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './source-file.ts'

export interface Example {
  readonly path: string
  readonly line: number
  readonly code: string
}

/** The TypeScript blocks of a Markdown text. */
export function examplesIn(path: string, markdown: string): Example[] {
  const examples: Example[] = []
  let open: { line: number; code: string[] } | undefined
  markdown.split('\n').forEach((text, index) => {
    if (open === undefined) {
      if (/^```(ts|typescript)\s*$/.test(text)) open = { line: index + 2, code: [] }
      return
    }
    if (!text.startsWith('```')) {
      open.code.push(text)
      return
    }
    const last = examples.at(-1)
    const goesOn = open.code[0]?.startsWith('// ...') && last !== undefined
    const code = goesOn ? `${last.code}\n${open.code.join('\n')}` : open.code.join('\n')
    examples.push({ path, line: open.line, code })
    open = undefined
  })
  return examples
}

function markdownFiles(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return [
    'README.md',
    'ARCHITECTURE.md',
    ...docs.filter(name => name.endsWith('.md')).map(name => `docs/${name}`),
  ]
}

export function checkDocExamples(root: string): Finding[] {
  const examples = markdownFiles(root).flatMap(path =>
    examplesIn(path, readFileSync(join(root, path), 'utf8')),
  )
  return compileExamples(root, examples)
}

/** Compiles the examples as users of the workspace at `root` would; the packages must have been built. */
export function compileExamples(root: string, examples: readonly Example[]): Finding[] {
  if (examples.length === 0) return []
  const folder = mkdtempSync(join(root, 'examples', '.doc-examples-'))
  try {
    for (const [n, example] of examples.entries()) {
      writeFileSync(join(folder, `example-${n}.ts`), `${example.code}\nexport {}\n`)
    }
    const config = {
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        noEmit: true,
        composite: false,
        declaration: false,
        types: ['node'],
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: ['*.ts'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const result = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    if (result.status === 0) return []
    return findingsOf(result.stdout, examples)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function findingsOf(output: string, examples: readonly Example[]): Finding[] {
  const findings: Finding[] = []
  for (const line of output.split('\n')) {
    const match = /example-(\d+)\.ts\((\d+),\d+\): (.*)$/.exec(line)
    if (match === null) continue
    const example = examples[Number(match[1])]!
    const text = `an example does not compile: ${match[3]}. Correct the example, or the docs promise what is not there`
    findings.push({ path: example.path, line: example.line + Number(match[2]) - 1, text })
  }
  if (findings.length > 0) return findings
  return [{ path: 'README.md', line: 1, text: `the examples could not be checked: ${output.trim()}` }]
}
