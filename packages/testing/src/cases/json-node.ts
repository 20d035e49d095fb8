/**
 * JSON as the grammar needs it: members in order and unique, whole numbers told from fractions, nothing lost of big integers.
 * JSON.parse drops duplicate members and the digits of large integers, which the grammar makes errors.
 */
import { CaseError } from './case-error.ts'

/** A number as written. */
export class JsonNumber {
  readonly text: string
  readonly integral: boolean

  constructor(text: string) {
    this.text = text
    this.integral = !/[.eE]/.test(text)
  }

  get value(): number {
    return Number(this.text)
  }
}

export type JsonNode = null | boolean | string | JsonNumber | JsonNode[] | Map<string, JsonNode>

/** Parses one JSON text. @throws CaseError */
export function parseJson(text: string): JsonNode {
  const parser = new Parser(text)
  const node = parser.value()
  parser.end()
  return node
}

class Parser {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++
  }

  private fail(what: string): never {
    throw new CaseError('', `not JSON: ${what} at ${this.at}`)
  }

  end(): void {
    this.space()
    if (this.at < this.text.length) this.fail('text after the value')
  }

  private take(char: string): boolean {
    this.space()
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  value(): JsonNode {
    this.space()
    const char = this.text[this.at]
    if (char === undefined) throw new CaseError('', 'empty input where JSON was expected')
    if (char === '{') return this.object()
    if (char === '[') return this.array()
    if (char === '"') return this.string()
    for (const [word, node] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return node
      }
    }
    const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(
      this.text.slice(this.at, this.at + 400),
    )
    if (number === null) this.fail(`unexpected '${char}'`)
    this.at += number[0].length
    return new JsonNumber(number[0])
  }

  private object(): JsonNode {
    this.at++
    const members = new Map<string, JsonNode>()
    if (this.take('}')) return members
    do {
      this.space()
      if (this.text[this.at] !== '"') this.fail('expected a member name')
      const name = this.string()
      if (members.has(name)) this.fail(`duplicate member '${name}'`)
      if (!this.take(':')) this.fail("expected ':'")
      members.set(name, this.value())
    } while (this.take(','))
    if (!this.take('}')) this.fail("expected '}'")
    return members
  }

  private array(): JsonNode {
    this.at++
    const items: JsonNode[] = []
    if (this.take(']')) return items
    do items.push(this.value())
    while (this.take(','))
    if (!this.take(']')) this.fail("expected ']'")
    return items
  }

  private string(): string {
    const from = this.at++
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]
      if (char === '\\') this.at++
      else if (char === '"') {
        this.at++
        try {
          return JSON.parse(this.text.slice(from, this.at)) as string
        } catch {
          this.fail('bad string')
        }
      }
    }
    this.fail('a string without end')
  }
}
