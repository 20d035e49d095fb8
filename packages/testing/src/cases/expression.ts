/** The expression language: compiled once from JSON into closures. */
import { CaseError, ExprError } from './case-error.ts'
import type { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import { OPERATORS, str } from './operators.ts'
import { fetchWindow, lookup } from './store-lookup.ts'
import { booleanOf, integerOf, languageValue, listOf, type Value } from './values.ts'

/** What an expression can see while it runs; which of these a place offers is said by its scope. */
export interface Env {
  key?: Value
  value?: Value
  other?: Value
  agg?: Value
  ts?: Value
  topic?: Value
  partition?: Value
  offset?: Value
  partitionTime?: Value
  headers?: readonly (readonly [string, Uint8Array | null])[]
  streamTime?: Value
  wallClock?: Value
  /** A store that is connected to the processor. */
  store?: (name: string) => unknown
  it?: Value
}

export type Expression = (env: Env) => Value

/** Variables that a place offers. */
export type Scope = readonly string[]

const KV = ['key', 'value']
const RECORD = [...KV, 'ts', 'topic', 'partition', 'offset', 'header']
export const SCOPES = {
  none: [],
  keyValue: KV,
  aggregate: [...KV, 'agg'],
  reduce: ['value', 'agg'],
  join: [...KV, 'other'],
  merge: ['key', 'agg', 'other'],
  tableJoin: ['value', 'other'],
  record: RECORD,
  extractor: [...RECORD, 'partitionTime'],
  processor: [...RECORD, 'streamTime', 'wallClock', 'lookup', 'fetch'],
  transform: [...KV, 'lookup', 'fetch'],
  eval: [...KV, 'other', 'agg', 'ts'],
} satisfies Record<string, Scope>

const VARIABLES = new Set([
  'key',
  'value',
  'other',
  'agg',
  'ts',
  'topic',
  'partition',
  'offset',
  'streamTime',
  'wallClock',
  'partitionTime',
])

const decoder = new TextDecoder()

/** The expression in a field. */
export function expressionOf(fields: Fields, name: string, scope: Scope): Expression {
  return parse(fields.need(name), fields.at(name), scope, false)
}

function parse(node: JsonNode, path: string, scope: Scope, inEach: boolean): Expression {
  if (!Array.isArray(node)) {
    if (node instanceof Map) {
      throw new CaseError(path, 'an object is not an expression: use ["obj", ...] or ["lit", {...}]')
    }
    const constant = languageValue(node, path)
    return () => constant
  }
  const [op] = node
  if (typeof op !== 'string') throw new CaseError(path, 'expected ["operator", ...]')
  return new Call(node, op, path, scope, inEach).compile()
}

class Call {
  private readonly node: JsonNode[]
  private readonly op: string
  private readonly path: string
  private readonly scope: Scope
  private readonly inEach: boolean

  constructor(node: JsonNode[], op: string, path: string, scope: Scope, inEach: boolean) {
    this.node = node
    this.op = op
    this.path = path
    this.scope = scope
    this.inEach = inEach
  }

  private count(min: number, max: number): void {
    const n = this.node.length - 1
    if (n >= min && n <= max) return
    const want = min === max ? `${min}` : max > 1e9 ? `at least ${min}` : `${min} to ${max}`
    throw new CaseError(this.path, `'${this.op}' takes ${want} arguments, got ${n}`)
  }

  private available(name: string): void {
    if (this.scope.includes(name)) return
    const list = this.scope.length === 0 ? 'nothing' : [...this.scope].sort().join(', ')
    throw new CaseError(this.path, `["${name}"] is not available here; available: ${list}`)
  }

  private arg(i: number, inEach = this.inEach): Expression {
    return parse(this.node[i]!, `${this.path}[${i}]`, this.scope, inEach)
  }

  private args(): Expression[] {
    return this.node.slice(1).map((_, i) => this.arg(i + 1))
  }

  private text(i: number): string {
    const node = this.node[i]
    if (typeof node === 'string') return node
    throw new CaseError(`${this.path}[${i}]`, 'expected a string, not an expression')
  }

  compile(): Expression {
    const { op } = this
    if (VARIABLES.has(op)) {
      this.count(0, 0)
      this.available(op)
      const name = op as Exclude<keyof Env, 'store' | 'headers'>
      return env => env[name] ?? null
    }
    switch (op) {
      case 'header': {
        this.count(1, 1)
        this.available('header')
        const name = this.text(1)
        return env => {
          const value = env.headers?.findLast(([key]) => key === name)?.[1] ?? null
          return value === null ? null : decoder.decode(value)
        }
      }
      case 'lookup':
      case 'fetch':
        this.count(op === 'fetch' ? 3 : 2, op === 'fetch' ? 3 : 2)
        this.available(op)
        return this.lookup()
      case 'it':
        this.count(0, 0)
        if (!this.inEach) throw new CaseError(this.path, '["it"] is only available inside "each"')
        return env => env.it
      case 'lit': {
        this.count(1, 1)
        const constant = languageValue(this.node[1]!, `${this.path}[1]`)
        return () => constant
      }
      case 'fail': {
        this.count(1, 1)
        const message = this.arg(1)
        return env => {
          throw new ExprError(str(message(env)))
        }
      }
      default:
        return this.control()
    }
  }

  private lookup(): Expression {
    const store = this.text(1)
    const key = this.arg(2)
    if (this.op === 'lookup') return env => lookup(env.store!(store), key(env))
    const start = this.arg(3)
    return env => fetchWindow(env.store!(store), key(env), integerOf('fetch', start(env)))
  }

  /** Operators that do not evaluate all of their arguments, or bind one. */
  private control(): Expression {
    const { op } = this
    switch (op) {
      case 'if': {
        this.count(3, 3)
        const [condition, then, otherwise] = this.args() as [Expression, Expression, Expression]
        return env => (booleanOf(op, condition(env)) ? then(env) : otherwise(env))
      }
      case 'and':
      case 'or': {
        this.count(1, Number.MAX_SAFE_INTEGER)
        const args = this.args()
        const stop = op === 'or'
        return env => {
          for (const arg of args) if (booleanOf(op, arg(env)) === stop) return stop
          return !stop
        }
      }
      case 'coalesce': {
        this.count(1, Number.MAX_SAFE_INTEGER)
        const args = this.args()
        return env => {
          for (const arg of args) {
            const value = arg(env)
            if (value !== null) return value
          }
          return null
        }
      }
      case 'each': {
        this.count(2, 2)
        const list = this.arg(1)
        const body = this.arg(2, true)
        return env => listOf(op, list(env)).map(it => body(Object.assign(Object.create(env), { it })))
      }
      default:
        return this.strict()
    }
  }

  private strict(): Expression {
    const operator = OPERATORS.get(this.op)
    if (operator === undefined) throw new CaseError(this.path, `unknown operator '${this.op}'`)
    this.count(operator.min, operator.max)
    const args = this.args()
    return env => operator.run(args.map(arg => arg(env)))
  }
}
