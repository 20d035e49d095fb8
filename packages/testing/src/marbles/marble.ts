/**
 * A marble: one record as a word, `key:value@time`.
 *
 * A key or value is `-` for null, JSON (`7`, `true`, `"two words"`, `{"n":1}`, `[1]`), or a bare word, which is the string of its
 * letters. A windowed key is `key[start,end)`, that of a session `key[start,end]`. The time, milliseconds, may be left out.
 */
import { MoldauError } from '@moldau/protocol'
import type { Serde, Windowed } from '@moldau/streams'

export interface Marble {
  /** Where the word stands in its line, from 0: marbles happen in the order of their columns. */
  readonly column: number
  readonly key: string
  readonly value: string
  readonly timestamp: number | null
}

/** The end of a quoted text that begins at `start`. */
function quotedEnd(line: string, start: number): number {
  let at = start + 1
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1
  return Math.min(at + 1, line.length)
}

/** Splits a line into words; a blank within quotes or brackets does not end one. */
export function wordsOf(line: string): { readonly column: number; readonly text: string }[] {
  const words: { column: number; text: string }[] = []
  let at = 0
  while (at < line.length) {
    if (line[at] === ' ') {
      at++
      continue
    }
    const column = at
    let depth = 0
    while (at < line.length && (depth > 0 || line[at] !== ' ')) {
      const letter = line[at]!
      if (letter === '"') {
        at = quotedEnd(line, at)
        continue
      }
      if (letter === '{' || letter === '[') depth++
      else if (depth > 0 && (letter === '}' || letter === ']' || letter === ')')) depth--
      at++
    }
    words.push({ column, text: line.slice(column, at) })
  }
  return words
}

/** The first `stop` outside quotes and brackets from `start` on, or the length. */
function findOutside(text: string, start: number, stop: string): number {
  let depth = 0
  for (let at = start; at < text.length; ) {
    const letter = text[at]!
    if (letter === '"') {
      at = quotedEnd(text, at)
      continue
    }
    if (letter === stop && depth === 0) return at
    if (letter === '{' || letter === '[') depth++
    else if (depth > 0 && (letter === '}' || letter === ']' || letter === ')')) depth--
    at++
  }
  return text.length
}

/** @throws MoldauError `BAD_MARBLES` for a word that is no marble */
export function marbleOf(word: { readonly column: number; readonly text: string }): Marble {
  const { column, text } = word
  const colon = findOutside(text, 0, ':')
  const at = findOutside(text, colon + 1, '@')
  const key = text.slice(0, colon)
  const value = text.slice(colon + 1, at)
  const time = text.slice(at + 1)
  if (key === '' || value === '' || (at < text.length && !/^-?\d+$/.test(time))) {
    throw new MoldauError('BAD_MARBLES', `"${text}" is no marble`, {
      hint: 'a marble is key:value or key:value@time, with - for null',
    })
  }
  return { column, key, value, timestamp: at < text.length ? Number(time) : null }
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
const BARE = /^[^\s:@"{}[\]()-][^\s:@"{}[\]()]*$/

/** What a word says, as a value for `serde`. */
export function parsed(text: string, serde: Serde<unknown>): unknown {
  if (text === '-') return null
  const window = serde.windowSuffixBytes > 0 ? /^(.*)\[(-?\d+),(-?\d+)[\])]$/.exec(text) : null
  if (window !== null) {
    const [, key, start, end] = window
    return { key: parsed(key!, PLAIN), start: Number(start), end: Number(end) }
  }
  if (serde.encoding === 'string') return text.startsWith('"') ? JSON.parse(text) : text
  if (NUMBER.test(text) || /^(true|false|null|".*|\{.*|\[.*)$/s.test(text)) return JSON.parse(text)
  return text
}

const PLAIN = { encoding: '', windowSuffixBytes: 0 } as Serde<unknown>

/** A value as the word that says it. */
export function printed(value: unknown, serde: Serde<unknown>): string {
  if (value === null || value === undefined) return '-'
  if (serde.windowSuffixBytes > 0) {
    const { key, start, end } = value as Windowed<unknown>
    return `${printed(key, PLAIN)}[${start},${end}${serde.windowSuffixBytes > 8 ? ']' : ')'}`
  }
  if (typeof value === 'string') {
    const isLiteral = NUMBER.test(value) || /^(true|false|null)$/.test(value)
    const bare = BARE.test(value) && (serde.encoding === 'string' || !isLiteral)
    return bare ? value : JSON.stringify(value)
  }
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  return JSON.stringify(value)
}
