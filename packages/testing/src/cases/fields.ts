/** The fields of one JSON object of a case; remembers what was read, so that a field nobody reads is an error. */
import { CaseError } from './case-error.ts'
import { type JsonNode, JsonNumber } from './json-node.ts'

export class Fields {
  readonly path: string
  private readonly node: Map<string, JsonNode>
  private readonly asked = new Set<string>()

  constructor(node: JsonNode | undefined, path: string) {
    if (!(node instanceof Map)) throw new CaseError(path, 'expected an object')
    this.node = node
    this.path = path
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }

  error(name: string, message: string): CaseError {
    return new CaseError(this.at(name), message)
  }

  /** Present and not null. */
  has(name: string): boolean {
    this.asked.add(name)
    return (this.node.get(name) ?? null) !== null
  }

  /** Present, even when null. */
  present(name: string): boolean {
    this.asked.add(name)
    return this.node.has(name)
  }

  opt(name: string): JsonNode | undefined {
    return this.has(name) ? this.node.get(name) : undefined
  }

  need(name: string): JsonNode {
    this.asked.add(name)
    const node = this.node.get(name)
    if (node === undefined) throw this.error(name, 'missing')
    return node
  }

  string(name: string): string {
    const node = this.need(name)
    if (typeof node !== 'string') throw this.error(name, 'expected a string')
    return node
  }

  stringOr(name: string): string | undefined {
    return this.has(name) ? this.string(name) : undefined
  }

  integer(name: string): number {
    const node = this.need(name)
    if (!(node instanceof JsonNumber) || !node.integral || !Number.isSafeInteger(node.value)) {
      throw this.error(name, 'expected an integer')
    }
    return node.value
  }

  integerOr(name: string): number | undefined {
    return this.has(name) ? this.integer(name) : undefined
  }

  flag(name: string, otherwise: boolean): boolean {
    const node = this.opt(name)
    if (node === undefined) return otherwise
    if (typeof node !== 'boolean') throw this.error(name, 'expected true or false')
    return node
  }

  oneOf<T extends string>(name: string, ...allowed: T[]): T {
    const given = this.string(name)
    const found = allowed.find(a => a === given)
    if (found === undefined) throw this.error(name, `expected one of ${allowed.join(', ')}, got '${given}'`)
    return found
  }

  object(name: string): Fields {
    return new Fields(this.need(name), this.at(name))
  }

  list(name: string): JsonNode[] {
    const node = this.opt(name)
    if (node === undefined) return []
    if (!Array.isArray(node)) throw this.error(name, 'expected a list')
    return node
  }

  strings(name: string): string[] {
    return this.list(name).map((node, i) => {
      if (typeof node !== 'string') throw this.error(`${name}[${i}]`, 'expected a string')
      return node
    })
  }

  /** Every field of the object must have been read by now. */
  done(): void {
    for (const name of this.node.keys()) {
      if (!this.asked.has(name)) {
        throw this.error(name, `unknown field; known here: ${[...this.asked].sort().join(', ')}`)
      }
    }
  }
}
