/**
 * Regular expressions in RE2's syntax, as Kafka's broker takes them for subscriptions (KIP-848) and for lists of transactions.
 *
 * An expression matches a text as a whole. What RE2 refuses is refused: back references, looking ahead and behind, possessive
 * repetition, `\Z`, `\C`. Counted repetition goes up to 1000, and a program to 20,000 states. Greediness has no meaning where
 * only yes or no is asked, and is read over. Difference: a named group may be repeated.
 * Source: RE2's syntax page.
 */
import {
  fitsAny,
  fitsRange,
  ignoringCase,
  isWord,
  not,
  perlClass,
  posixClass,
  unicodeClass,
} from './character-class.ts'
import { type Fits, type Holds, type Instruction, matchesWhole } from './program.ts'

const REPEAT_MAX = 1000
const STATES_MAX = 20_000
const DEPTH_MAX = 200

interface Flags {
  readonly ignoreCase: boolean
  readonly multiLine: boolean
  readonly dotAll: boolean
}

/** The expression cannot be read: thrown inside this file alone. */
class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault'
}

export class RegularExpression {
  readonly source: string
  readonly #program: readonly Instruction[]

  private constructor(source: string, program: readonly Instruction[]) {
    this.source = source
    this.#program = program
  }

  /** The expression, or in words why it is none. */
  static parse(source: string): RegularExpression | { readonly fault: string } {
    try {
      const program = [...new Parser(source).whole(), { kind: 'match' } as const]
      return new RegularExpression(source, program)
    } catch (error) {
      if (error instanceof SyntaxFault) return { fault: error.message }
      throw error
    }
  }

  /** Whether all of `text` matches. */
  matches(text: string): boolean {
    return matchesWhole(this.#program, text)
  }
}

/** A piece of program; splits in it count from its own beginning. */
type Piece = readonly Instruction[]

function shifted(piece: Piece, by: number): Instruction[] {
  return piece.map(each =>
    each.kind === 'split' ? { kind: 'split', first: each.first + by, second: each.second + by } : each,
  )
}

function sequence(pieces: readonly Piece[]): Instruction[] {
  const all: Instruction[] = []
  for (const piece of pieces) {
    if (all.length + piece.length > STATES_MAX) throw new SyntaxFault('the expression is too large')
    all.push(...shifted(piece, all.length))
  }
  return all
}

const split = (first: number, second: number): Instruction => ({ kind: 'split', first, second })
const take = (fits: Fits): Piece => [{ kind: 'take', fits }]
const hold = (holds: Holds): Piece => [{ kind: 'hold', holds }]

function either(one: Piece, other: Piece): Piece {
  const end = one.length + other.length + 2
  const jump = [split(end, end)]
  return [split(1, one.length + 2), ...shifted(one, 1), ...jump, ...shifted(other, one.length + 2)]
}

const optional = (piece: Piece): Piece => [split(1, piece.length + 1), ...shifted(piece, 1)]
const starred = (piece: Piece): Piece => [
  split(1, piece.length + 2),
  ...shifted(piece, 1),
  split(0, piece.length + 2),
]

function repeated(piece: Piece, min: number, max: number): Piece {
  const pieces: Piece[] = Array.from({ length: min }, () => piece)
  if (max === Infinity) return sequence([...pieces, starred(piece)])
  let rest: Piece = []
  for (let n = min; n < max; n++) rest = optional(sequence([piece, rest]))
  return sequence([...pieces, rest])
}

const ESCAPED = new Map([
  ['a', 7],
  ['f', 12],
  ['t', 9],
  ['n', 10],
  ['r', 13],
  ['v', 11],
])
const atBegin: Holds = before => before < 0
const atEnd: Holds = (_before, after) => after < 0
const atLineBegin: Holds = before => before < 0 || before === 10
const atLineEnd: Holds = (_before, after) => after < 0 || after === 10
const isEdge: Holds = (before, after) => (before >= 0 && isWord(before)) !== (after >= 0 && isWord(after))

class Parser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false }

  constructor(source: string) {
    this.#chars = [...source]
  }

  get #next(): string | undefined {
    return this.#chars[this.#at]
  }

  #startsWith(text: string): boolean {
    return [...text].every((char, n) => this.#chars[this.#at + n] === char)
  }

  #eat(text: string): boolean {
    if (!this.#startsWith(text)) return false
    this.#at += [...text].length
    return true
  }

  whole(): Piece {
    const piece = this.#alternatives()
    if (this.#next !== undefined) throw new SyntaxFault(`unexpected ${this.#next}`)
    return piece
  }

  #alternatives(): Piece {
    if (++this.#depth > DEPTH_MAX) throw new SyntaxFault('the expression nests too deeply')
    const flags = this.#flags
    let piece = this.#sequence()
    while (this.#eat('|')) piece = either(piece, this.#sequence())
    this.#flags = flags
    this.#depth--
    return piece
  }

  #sequence(): Piece {
    const pieces: Piece[] = []
    while (this.#next !== undefined && this.#next !== '|' && this.#next !== ')') {
      const piece = this.#piece()
      pieces.push(piece === undefined ? [] : this.#repetition(piece))
    }
    return sequence(pieces)
  }

  #repetition(piece: Piece): Piece {
    const bounds = this.#bounds()
    if (bounds === undefined) return piece
    this.#eat('?')
    const next = this.#next
    const again = this.#bounds()
    if (again !== undefined) throw new SyntaxFault(`invalid nested repetition operator ${next}`)
    return repeated(piece, bounds[0], bounds[1])
  }

  #bounds(): [number, number] | undefined {
    if (this.#eat('*')) return [0, Infinity]
    if (this.#eat('+')) return [1, Infinity]
    if (this.#eat('?')) return [0, 1]
    const counted = /^\{(\d{1,5})(?:(,)(\d{0,5}))?\}/.exec(
      this.#chars.slice(this.#at, this.#at + 14).join(''),
    )
    if (counted === null) return undefined
    this.#at += counted[0].length
    const min = Number(counted[1])
    const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3])
    if (min > REPEAT_MAX || (max !== Infinity && max > REPEAT_MAX) || max < min)
      throw new SyntaxFault(`invalid repeat count ${counted[0]}`)
    return [min, max]
  }

  #char(point: number): Piece {
    const fits = fitsRange(point, point)
    return take(this.#flags.ignoreCase ? ignoringCase(fits) : fits)
  }

  /** One piece; `undefined` where flags were set, and nothing can be repeated. */
  #piece(): Piece | undefined {
    const char = this.#chars[this.#at++]!
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return take(this.#class())
      case '.':
        return take(this.#flags.dotAll ? () => true : point => point !== 10)
      case '^':
        return hold(this.#flags.multiLine ? atLineBegin : atBegin)
      case '$':
        return hold(this.#flags.multiLine ? atLineEnd : atEnd)
      case '*':
      case '+':
      case '?':
        throw new SyntaxFault(`missing argument to repetition operator ${char}`)
      case '\\':
        return this.#escape()
      default:
        return this.#char(char.codePointAt(0)!)
    }
  }

  #group(): Piece | undefined {
    const flags = this.#flags
    if (this.#eat('?')) {
      if (this.#eat('P<') || this.#eat('<')) this.#name()
      else if (this.#readFlags()) return undefined
    }
    const piece = this.#alternatives()
    this.#flags = flags
    if (!this.#eat(')')) throw new SyntaxFault('missing )')
    return piece
  }

  #name(): void {
    const start = this.#at
    while (this.#next !== undefined && /\w/.test(this.#next)) this.#at++
    if (this.#at === start || !this.#eat('>')) throw new SyntaxFault('invalid named capture')
  }

  /** Flags of a group, as in `(?i:`; whether they are flags for the rest, as in `(?i)`. */
  #readFlags(): boolean {
    let { ignoreCase, multiLine, dotAll } = this.#flags
    let on = true
    for (;;) {
      const char = this.#chars[this.#at++]
      if (char === 'i') ignoreCase = on
      else if (char === 'm') multiLine = on
      else if (char === 's') dotAll = on
      else if (char === '-' && on) on = false
      else if (char === ':' || char === ')') {
        this.#flags = { ignoreCase, multiLine, dotAll }
        return char === ')'
      } else if (char !== 'U') throw new SyntaxFault(`invalid or unsupported Perl syntax (?${char ?? ''}`)
    }
  }

  #escape(): Piece {
    if (this.#eat('Q')) return this.#quoted()
    const anchors = { A: atBegin, z: atEnd, b: isEdge, B: (a: number, b: number) => !isEdge(a, b) } as const
    for (const [letter, holds] of Object.entries(anchors)) if (this.#eat(letter)) return hold(holds)
    const fits = this.#classEscape()
    if (fits !== undefined) return take(this.#flags.ignoreCase ? ignoringCase(fits) : fits)
    return this.#char(this.#escapedPoint())
  }

  #quoted(): Piece {
    const pieces: Piece[] = []
    while (this.#next !== undefined && !this.#eat('\\E')) {
      pieces.push(this.#char(this.#next.codePointAt(0)!))
      this.#at++
    }
    return sequence(pieces)
  }

  /** A class behind a backslash: `\d`, `\pL`, `\p{Greek}`. */
  #classEscape(): Fits | undefined {
    const letter = this.#next ?? ''
    const perl = perlClass(letter)
    if (perl !== undefined) {
      this.#at++
      return perl
    }
    if (letter !== 'p' && letter !== 'P') return undefined
    this.#at++
    let isNot = letter === 'P'
    let name = this.#chars[this.#at++] ?? ''
    if (name === '{') {
      const end = this.#chars.indexOf('}', this.#at)
      if (end < 0) throw new SyntaxFault('invalid character class range')
      name = this.#chars.slice(this.#at, end).join('')
      this.#at = end + 1
    }
    if (name.startsWith('^')) {
      isNot = !isNot
      name = name.slice(1)
    }
    const fits = unicodeClass(name)
    if (fits === undefined) throw new SyntaxFault(`invalid character class range \\${letter}{${name}}`)
    return isNot ? not(fits) : fits
  }

  /** A single character behind a backslash. */
  #escapedPoint(): number {
    const char = this.#chars[this.#at++]
    if (char === undefined) throw new SyntaxFault('trailing backslash at end of expression')
    const known = ESCAPED.get(char)
    if (known !== undefined) return known
    if (/[0-7]/.test(char)) return this.#octal(char)
    if (char === 'x') return this.#hexadecimal()
    if (/[A-Za-z0-9]/.test(char)) throw new SyntaxFault(`invalid escape sequence \\${char}`)
    return char.codePointAt(0)!
  }

  #octal(first: string): number {
    let digits = first
    while (digits.length < 3 && /[0-7]/.test(this.#next ?? '')) digits += this.#chars[this.#at++]
    // A single digit other than 0 would be a back reference.
    if (first !== '0' && digits.length === 1) throw new SyntaxFault(`invalid escape sequence \\${first}`)
    return Number.parseInt(digits, 8)
  }

  #hexadecimal(): number {
    const rest = this.#chars.slice(this.#at, this.#at + 10).join('')
    const found = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(rest)
    const point = Number.parseInt(found?.[1] ?? found?.[2] ?? '', 16)
    if (found === null || point > 0x10ffff) throw new SyntaxFault('invalid escape sequence \\x')
    this.#at += found[0].length
    return point
  }

  /** What stands behind `[`. */
  #class(): Fits {
    const isNot = this.#eat('^')
    const all: Fits[] = []
    for (let isFirst = true; isFirst || this.#next !== ']'; isFirst = false) {
      if (this.#next === undefined) throw new SyntaxFault('missing closing ]')
      all.push(this.#classItem())
    }
    this.#at++
    const fits = this.#flags.ignoreCase ? ignoringCase(fitsAny(all)) : fitsAny(all)
    return isNot ? not(fits) : fits
  }

  #classItem(): Fits {
    if (this.#startsWith('[:')) {
      const end = this.#chars.indexOf(']', this.#at)
      const name = this.#chars.slice(this.#at + 2, end - 1).join('')
      if (end > 0 && this.#chars[end - 1] === ':') {
        const fits = posixClass(name)
        if (fits === undefined) throw new SyntaxFault(`invalid character class range [:${name}:]`)
        this.#at = end + 1
        return fits
      }
    }
    if (this.#next === '\\') {
      this.#at++
      const fits = this.#classEscape()
      if (fits !== undefined) return fits
      this.#at--
    }
    const low = this.#classPoint()
    if (this.#next !== '-' || this.#chars[this.#at + 1] === ']' || this.#chars[this.#at + 1] === undefined)
      return fitsRange(low, low)
    this.#at++
    const high = this.#classPoint()
    if (high < low) throw new SyntaxFault('invalid character class range')
    return fitsRange(low, high)
  }

  #classPoint(): number {
    const char = this.#chars[this.#at++]
    if (char === undefined) throw new SyntaxFault('missing closing ]')
    return char === '\\' ? this.#escapedPoint() : char.codePointAt(0)!
  }
}
