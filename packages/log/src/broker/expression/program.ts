/**
 * A regular expression as a program of states, and its simulation: all possible states at once, one step a character. So the
 * time is bounded by length of text times length of program, whatever the expression: nobody can make the broker stand still
 * with `(a+)+b`. Source: K. Thompson, "Regular expression search algorithm", 1968.
 */

/** Whether a code point fits. */
export type Fits = (codePoint: number) => boolean
/** Whether the place between two code points fits; -1 where there is none. */
export type Holds = (before: number, after: number) => boolean

export type Instruction =
  | { readonly kind: 'take'; readonly fits: Fits }
  | { readonly kind: 'hold'; readonly holds: Holds }
  /** Goes on in both places. */
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'match' }

/** Whether all of `text` matches. */
export function matchesWhole(program: readonly Instruction[], text: string): boolean {
  const points = Array.from(text, char => char.codePointAt(0)!)
  let states = new Set<number>()
  follow(program, 0, -1, points[0] ?? -1, states)
  for (let at = 0; at < points.length && states.size > 0; at++) {
    const next = new Set<number>()
    for (const state of states) {
      const instruction = program[state]!
      if (instruction.kind === 'take' && instruction.fits(points[at]!))
        follow(program, state + 1, points[at]!, points[at + 1] ?? -1, next)
    }
    states = next
  }
  for (const state of states) if (program[state]!.kind === 'match') return true
  return false
}

/** Adds every state that is reached from `from` without taking a character. */
function follow(
  program: readonly Instruction[],
  from: number,
  before: number,
  after: number,
  into: Set<number>,
): void {
  const open = [from]
  while (open.length > 0) {
    const state = open.pop()!
    if (into.has(state)) continue
    into.add(state)
    const instruction = program[state]!
    if (instruction.kind === 'split') open.push(instruction.second, instruction.first)
    else if (instruction.kind === 'hold' && instruction.holds(before, after)) open.push(state + 1)
  }
}
