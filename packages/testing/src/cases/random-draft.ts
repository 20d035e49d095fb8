/** A random case under way: what it holds so far, and the parts that all kinds of steps are made of. */

/** What a stream or table of the case holds. */
export interface Made {
  readonly id: string
  readonly kind: 'stream' | 'table'
  readonly key: 'string' | 'windowed'
  readonly value: 'long' | 'string' | 'json'
  readonly depth: number
}

export type Step = Record<string, unknown>

/** The statement `when` of a processor. */
export function when(condition: unknown, yes: Step[], no?: Step[]): Step {
  // By pairs: an object with a member `then` would be taken for a promise.
  return Object.fromEntries([['when', condition], ['then', yes], ...(no === undefined ? [] : [['else', no]])])
}

/** A small random number generator (mulberry32): the same seed gives the same numbers everywhere. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) % 1_000_003) % below
  }
}

export class CaseDraft {
  readonly steps: Step[] = []
  readonly made: Made[] = []
  readonly below: (n: number) => number
  readonly caching: boolean
  /** There are windows. */
  windowed = false
  /** Some times are negative. */
  negative = false
  /** Topics beside those that every case has. */
  readonly extraTopics: string[] = []
  /** A processor punctuates. */
  punctuates = false
  /** Tasks wait for topics without records. */
  idling = false
  /** Some user code throws. */
  readonly failing: boolean
  private names = 0

  constructor(seed: number) {
    this.below = randomFrom(seed)
    this.caching = this.chance(30)
    this.failing = this.chance(25)
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  name(prefix: string): string {
    return `${prefix}${this.names++}`
  }

  maybeName(): Step {
    return this.chance(20) ? { name: this.name('n') } : {}
  }

  add(step: Step, made: Omit<Made, 'id'>): Made {
    const id = `s${this.steps.length}`
    this.steps.push({ id, ...step })
    const result = { ...made, id }
    this.made.push(result)
    return result
  }

  /** Nothing, or a `materialized` with some of a name, types, caching and logging. */
  materialized(types: Step, namedPercent: number): Step {
    const needed = Object.keys(types).length > 0
    if (!needed && this.chance(30)) return {}
    return {
      materialized: {
        ...(this.chance(namedPercent) && { name: this.name('st') }),
        ...types,
        ...(this.chance(15) && { caching: false }),
        ...(this.chance(10) && { logging: false }),
        ...(this.chance(10) && { store: this.pick(['memory', 'rocksdb']) }),
      },
    }
  }

  types(from: Made): Step {
    return { key: 'string', value: from.value }
  }

  /** An expression of the value's type over key and value. */
  valueExpression(from: Made, to: Made['value']): unknown {
    const value = ['value']
    const number = from.value === 'long' ? ['coalesce', value, -1] : ['len', ['str', value]]
    if (this.failing && this.chance(25))
      return ['if', ['eq', number, 3], ['fail', 'no threes'], to === 'long' ? number : ['str', number]]
    if (to === 'long') {
      return this.pick([
        ['add', number, this.below(5)],
        ['mul', number, -1],
        ['if', ['isNull', value], 7, ['mod', number, 5]],
        ['if', ['eq', ['mod', number, 4], 0], null, number],
      ])
    }
    return this.pick([
      ['concat', 'v', value],
      ['str', ['list', ['str', ['key']], value]],
      ['if', ['isNull', value], null, ['str', value]],
    ])
  }

  test(from: Made): unknown {
    const number = from.value === 'long' ? ['coalesce', ['value'], 0] : ['len', ['str', ['value']]]
    return this.pick([
      ['gt', number, this.below(4)],
      ['not', ['isNull', ['value']]],
      ['ne', ['mod', number, 3], 1],
      from.key === 'string' ? ['ne', ['key'], 'a'] : ['gt', ['get', ['key'], 'start'], 10],
    ])
  }

  keyExpression(from: Made): unknown {
    if (from.key === 'windowed') return ['concat', ['get', ['key'], 'key'], '@', ['get', ['key'], 'start']]
    return this.pick([
      ['concat', ['key'], this.pick(['', 'x'])],
      ['if', ['eq', ['key'], 'b'], null, ['coalesce', ['key'], 'none']],
      ['str', ['value']],
    ])
  }
}
