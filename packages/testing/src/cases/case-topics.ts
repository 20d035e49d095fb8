/** Which types write the events of a case and read its outputs, topic by topic. */
import type { Serde } from '@moldau/streams'
import { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import { typeOf } from './types.ts'
import type { Value } from './values.ts'

export interface TypePair {
  readonly key: Serde<Value> | null
  readonly value: Serde<Value> | null
}

const NONE: TypePair = { key: null, value: null }

export class CaseTopics {
  private readonly declared = new Map<string, TypePair>()
  private readonly sources = new Map<string, TypePair>()
  private readonly patterns: { readonly pattern: RegExp; readonly types: TypePair }[] = []
  private readonly sinks = new Map<string, TypePair>()
  private defaults: TypePair = NONE

  declare(node: JsonNode | undefined): void {
    if (node === undefined) return
    const path = 'topics'
    if (!(node instanceof Map)) throw new Fields(node, path).error('', 'expected an object of topics')
    for (const [topic, types] of node) {
      const fields = new Fields(types, `${path}.${topic}`)
      this.declared.set(topic, {
        key: typeOf(fields.need('key'), fields.at('key')),
        value: typeOf(fields.need('value'), fields.at('value')),
      })
      fields.done()
    }
  }

  setDefaults(key: Serde<Value> | null, value: Serde<Value> | null): void {
    this.defaults = { key, value }
  }

  private pair(key: Serde<Value> | null, value: Serde<Value> | null): TypePair {
    return { key: key ?? this.defaults.key, value: value ?? this.defaults.value }
  }

  /** A source of a topic, or of all topics that a pattern matches. */
  source(topic: string | RegExp, key: Serde<Value> | null, value: Serde<Value> | null): void {
    const types = this.pair(key, value)
    if (topic instanceof RegExp) this.patterns.push({ pattern: new RegExp(`^(?:${topic.source})$`), types })
    else if (!this.sources.has(topic)) this.sources.set(topic, types)
  }

  sink(topic: string, key: Serde<Value> | null, value: Serde<Value> | null): void {
    if (!this.sinks.has(topic)) this.sinks.set(topic, this.pair(key, value))
  }

  /** How the events of a topic are written. */
  input(topic: string): TypePair {
    const named = this.declared.get(topic) ?? this.sources.get(topic)
    // Of several patterns the last one counts.
    const matching = this.patterns.findLast(({ pattern }) => pattern.test(topic))
    return named ?? matching?.types ?? this.sinks.get(topic) ?? NONE
  }

  /** How the outputs of a topic are read. */
  output(topic: string): TypePair {
    return this.declared.get(topic) ?? this.sinks.get(topic) ?? this.input(topic)
  }
}
