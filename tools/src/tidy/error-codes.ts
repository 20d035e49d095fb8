/** Check: every stable code of a failure stands in docs/errors.md, with cause and remedy, and no other one does. */
import { type Finding, isTest, type SourceFile } from './source-file.ts'

const DOCUMENT = 'docs/errors.md'
const FAILURE = /new (?:MoldauError|StreamsError)\(|super\(/g
const SUBCLASS = /class \w+ extends (?:MoldauError|StreamsError)\b/
const CODE = /'([A-Z][A-Z0-9_]{3,})'/g
/** A row of a table: its first cell is the code. */
const ROW = /^\| `([A-Z][A-Z0-9_]+)`/gm

export interface ThrownCode {
  readonly code: string
  readonly path: string
  readonly line: number
}

/** The text from `start` up to the comma or bracket that ends the first argument. */
function firstArgument(text: string, start: number): string {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]!
    if (char === '(') depth++
    else if (char === ')' && depth-- === 0) return text.slice(start, at)
    else if (char === ',' && depth === 0) return text.slice(start, at)
  }
  return text.slice(start)
}

/** The codes with which packages and examples make failures. Codes that are computed, as Kafka's names are, are not seen. */
export function thrownCodes(files: readonly SourceFile[]): ThrownCode[] {
  const found: ThrownCode[] = []
  for (const { path, text } of files) {
    if (!/^(packages|examples)\//.test(path) || isTest(path)) continue
    const hasSubclass = SUBCLASS.test(text)
    for (const match of text.matchAll(FAILURE)) {
      if (match[0] === 'super(' && !hasSubclass) continue
      const line = text.slice(0, match.index).split('\n').length
      for (const [, code] of firstArgument(text, match.index + match[0].length).matchAll(CODE)) {
        found.push({ code: code!, path, line })
      }
    }
  }
  return found
}

export function checkErrorCodes(files: readonly SourceFile[], markdown: string): Finding[] {
  const listed = new Set([...markdown.matchAll(ROW)].map(match => match[1]!))
  const thrown = thrownCodes(files)
  const findings = thrown
    .filter(({ code }) => !listed.has(code))
    .map(({ code, path, line }) => ({
      path,
      line,
      text: `the code ${code} is not in ${DOCUMENT}: add it with its cause and remedy`,
    }))
  const known = new Set(thrown.map(({ code }) => code))
  for (const code of listed) {
    if (known.has(code)) continue
    const line = markdown.slice(0, markdown.indexOf(`| \`${code}\``)).split('\n').length
    findings.push({ path: DOCUMENT, line, text: `nothing throws ${code}: remove the row` })
  }
  return findings
}
