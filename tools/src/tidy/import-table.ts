/** Check: imports point one way, and third-party code stands in the table with its reason. */
import { builtinModules } from 'node:module'
import { COMPOSITION_ROOTS, LEAVES, PACKAGES } from './house-rules.ts'
import { type Finding, importsOf, isTest, packageOf, type SourceFile } from './source-file.ts'

const BUILTINS = new Set(builtinModules.flatMap(name => [name, `node:${name}`]))

export function checkImports(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    const own = packageOf(file.path)
    const rule = own === undefined ? undefined : PACKAGES[own]
    if (own === undefined || rule === undefined) continue
    for (const { specifier, line } of importsOf(file)) {
      const text = judge(file.path, own, specifier)
      if (text !== undefined) findings.push({ path: file.path, line, text })
    }
  }
  return findings
}

function judge(path: string, own: string, specifier: string): string | undefined {
  const rule = PACKAGES[own]!
  if (specifier.startsWith('.')) {
    if (!specifier.endsWith('.ts')) return `"${specifier}": a relative import ends in .ts`
    const depth = path.split('/').length - 3
    const ups = specifier.split('/').filter(part => part === '..').length
    if (ups >= depth && !isTest(path))
      return `"${specifier}" leaves the package: import the other package by its name`
    return undefined
  }
  if (BUILTINS.has(specifier)) {
    if (!specifier.startsWith('node:')) return `"${specifier}": write "node:${specifier}"`
    if (rule.builtins || isTest(path)) return undefined
    return `${own} imports ${specifier}: ${rule.why}. Take it as a parameter instead`
  }
  const name = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : specifier.split('/')[0]!
  if (name === own) return `"${specifier}": inside a package, import the file`
  if (PACKAGES[name] !== undefined) return judgeArrow(path, own, name)
  if (rule.thirdParty[name] !== undefined || isTest(path)) return undefined
  return `${own} imports ${name}, which is not in the table of tools/src/tidy/house-rules.ts: use what is there, or add it with its reason`
}

function judgeArrow(path: string, own: string, name: string): string | undefined {
  const rule = PACKAGES[own]!
  if (isTest(path) && name !== 'moldau') return undefined
  if (LEAVES.has(name))
    return `${own} -> ${name} is forbidden: ${name} is a leaf that nobody imports. Import the package beneath it`
  if (!rule.imports.includes(name)) return `${own} -> ${name} is forbidden: ${rule.why}`
  const root = COMPOSITION_ROOTS.find(r => r.from === own && r.to === name)
  if (root !== undefined && !root.files.test(path)) {
    return `${own} -> ${name} is for composition roots (${root.files.source}): everything else knows only Node`
  }
  return undefined
}
