/** Classes of characters as RE2 knows them: Perl's, POSIX', Unicode's. Perl's and POSIX' are ASCII only. */
import type { Fits } from './program.ts'

export const fitsRange =
  (low: number, high: number): Fits =>
  point =>
    point >= low && point <= high

export const fitsAny =
  (all: readonly Fits[]): Fits =>
  point =>
    all.some(fits => fits(point))

export const not =
  (fits: Fits): Fits =>
  point =>
    !fits(point)

/** Whether a code point or one that differs from it in case alone fits. */
export function ignoringCase(fits: Fits): Fits {
  return point => {
    if (fits(point)) return true
    const char = String.fromCodePoint(point)
    return [char.toLowerCase(), char.toUpperCase()].some(
      other => [...other].length === 1 && fits(other.codePointAt(0)!),
    )
  }
}

/** Ranges written one behind the other: `azAZ` is a to z and A to Z. */
function ranges(text: string): Fits {
  const points = [...text].map(char => char.codePointAt(0)!)
  const all: Fits[] = []
  for (let n = 0; n < points.length; n += 2) all.push(fitsRange(points[n]!, points[n + 1]!))
  return fitsAny(all)
}

export const isWord = ranges('09AZaz__')

const PERL = new Map<string, Fits>([
  ['d', ranges('09')],
  ['s', ranges('\t\n\f\r  ')],
  ['w', isWord],
])

/** `\d`, `\D` and so on; `undefined` for another letter. */
export function perlClass(letter: string): Fits | undefined {
  const fits = PERL.get(letter.toLowerCase())
  if (fits === undefined) return undefined
  return letter === letter.toLowerCase() ? fits : not(fits)
}

const POSIX = new Map<string, Fits>([
  ['alnum', ranges('09AZaz')],
  ['alpha', ranges('AZaz')],
  ['ascii', ranges('\x00\x7f')],
  ['blank', ranges('\t\t  ')],
  ['cntrl', ranges('\x00\x1f\x7f\x7f')],
  ['digit', ranges('09')],
  ['graph', ranges('!~')],
  ['lower', ranges('az')],
  ['print', ranges(' ~')],
  ['punct', ranges('!/:@[`{~')],
  ['space', ranges('\t\r  ')],
  ['upper', ranges('AZ')],
  ['word', isWord],
  ['xdigit', ranges('09AFaf')],
])

/** `[:name:]`, or `[:^name:]`. */
export function posixClass(name: string): Fits | undefined {
  const isNot = name.startsWith('^')
  const fits = POSIX.get(isNot ? name.slice(1) : name)
  return fits === undefined || !isNot ? fits : not(fits)
}

/** `\p{name}`: a general category or a script, by Unicode's names. */
export function unicodeClass(name: string): Fits | undefined {
  if (!/^[A-Za-z_]+$/.test(name)) return undefined
  if (name === 'Any') return () => true
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      const expression = new RegExp(`^\\p{${property}}$`, 'u')
      return point => expression.test(String.fromCodePoint(point))
    } catch {
      // Not a name of this kind: the engine says so by refusing it, and has no other way to ask.
    }
  }
  return undefined
}
