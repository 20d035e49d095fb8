/** A source file as the checks see it: its path from the root, its text, and what it imports. */

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  readonly line: number
}

/** A broken rule: where, what, and what to do instead. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly text: string
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
const MULTILINE_END = /^\}\s+from\s+['"]([^'"]+)['"]/

/** The imports of a file, static and dynamic. Reads text, not syntax: one statement begins a line, as the formatter leaves it. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  let openTypeOnly = false
  file.text.split('\n').forEach((line, index) => {
    const whole = IMPORT.exec(line)
    if (whole !== null)
      found.push({ specifier: whole[2]!, typeOnly: whole[1] !== undefined, line: index + 1 })
    else if (/^(import|export)\s+(type\s+)?\{\s*$/.test(line))
      openTypeOnly = /^(import|export)\s+type\s/.test(line)
    const end = MULTILINE_END.exec(line)
    if (end !== null) found.push({ specifier: end[1]!, typeOnly: openTypeOnly, line: index + 1 })
    if (whole === null) {
      for (const match of line.matchAll(DYNAMIC)) {
        found.push({ specifier: match[1]!, typeOnly: false, line: index + 1 })
      }
    }
  })
  return found
}

/** The name of the package that a path lies in: `packages/log/src/x.ts` is `@moldau/log`. */
export function packageOf(path: string): string | undefined {
  const folder = /^packages\/([^/]+)\//.exec(path)?.[1]
  if (folder === undefined) return undefined
  return folder === 'moldau' ? 'moldau' : `@moldau/${folder}`
}

export function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path)
}
