/** Check: words, names and sizes that the house does not have. */
import { BANNED_NAMES, BANNED_WORDS, FILE_LINES_MAX, LONG_FILES } from './house-rules.ts'
import type { Finding, SourceFile } from './source-file.ts'

export function checkBanList(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    if (BANNED_NAMES.test(file.path)) {
      findings.push({
        path: file.path,
        line: 1,
        text: 'the name says nothing: name the file after the noun it owns',
      })
    }
    const lines = file.text.split('\n')
    const length = lines.length - exampleLines(lines)
    if (length > FILE_LINES_MAX && !LONG_FILES.test(file.path)) {
      const text = `${length} lines, ${FILE_LINES_MAX} are allowed: split it by the noun it owns`
      findings.push({ path: file.path, line: FILE_LINES_MAX, text })
    }
    if (/\/generated\//.test(file.path)) continue
    lines.forEach((line, index) => {
      if (/^\s*(\*|\/\/|\/\*)/.test(line)) return
      for (const word of BANNED_WORDS) {
        if (!word.pattern.test(line) || word.allowed.test(file.path)) continue
        findings.push({ path: file.path, line: index + 1, text: `${word.what}: ${word.instead}` })
      }
    })
  }
  return findings
}

/** Lines of examples in docstrings: they are tests, and stand where their reader looks. */
function exampleLines(lines: readonly string[]): number {
  let count = 0
  let inside = false
  for (const line of lines) {
    if (/^ *\* ```/.test(line)) inside = !inside
    if (inside) count++
  }
  return count
}
