/** The configuration of a case: Kafka Streams' names, types and short names for classes. */
import type { Serde, StreamsConfig, TimestampExtractor } from '@moldau/streams'
import { CaseError } from './case-error.ts'
import type { CaseTopics } from './case-topics.ts'
import { Fields } from './fields.ts'
import { type JsonNode, JsonNumber } from './json-node.ts'
import { typeOf } from './types.ts'
import type { Value } from './values.ts'

type Config = { -readonly [name in keyof StreamsConfig]: StreamsConfig[name] }

export function caseConfig(node: JsonNode | undefined, topics: CaseTopics): StreamsConfig {
  const config: Config = {
    'application.id': 'app',
    'statestore.cache.max.bytes': 0,
    'dsl.store.suppliers.class': 'memory',
  }
  if (node === undefined) return config
  if (!(node instanceof Map)) throw new CaseError('config', 'expected an object')
  for (const [name, value] of node) put(config, name, value)
  const fields = new Fields(node, 'config')
  const type = (name: string): Serde<Value> | null =>
    fields.has(name) ? typeOf(fields.need(name), fields.at(name)) : null
  topics.setDefaults(type('default.key.serde'), type('default.value.serde'))
  return config
}

export function namedExtractor(name: string, path: string): TimestampExtractor {
  if (name === 'failOnInvalid' || name === 'skipInvalid' || name === 'partitionTimeOnInvalid') return name
  throw new CaseError(
    path,
    `expected failOnInvalid, skipInvalid, partitionTimeOnInvalid or an expression, got '${name}'`,
  )
}

function plain(value: JsonNode, path: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value instanceof JsonNumber) return value.text
  throw new CaseError(path, 'expected a string, number or boolean')
}

function choose<A extends string>(value: JsonNode, path: string, ...allowed: A[]): A {
  const found = allowed.find(a => a === value)
  if (found === undefined) throw new CaseError(path, `expected ${allowed.join(' or ')}`)
  return found
}

function put(config: Config, name: string, value: JsonNode): void {
  const path = `config.${name}`
  switch (name) {
    case 'default.key.serde':
    case 'default.value.serde':
      config[name] = typeOf(value, path)
      return
    case 'dsl.store.suppliers.class':
      config[name] = choose(value, path, 'memory', 'rocksdb') === 'memory' ? 'memory' : 'level'
      return
    case 'deserialization.exception.handler':
    case 'processing.exception.handler':
      config[name] = choose(value, path, 'continue', 'fail')
      return
    case 'default.timestamp.extractor':
      config[name] = namedExtractor(plain(value, path), path)
      return
    case 'state.dir':
      throw new CaseError(path, "the state directory is this tool's own")
    case 'statestore.cache.max.bytes':
    case 'windowstore.changelog.additional.retention.ms':
    case 'max.task.idle.ms':
      config[name] = Number(plain(value, path))
      return
    case 'ensure.explicit.internal.resource.naming':
    case 'processing.exception.handler.global.enabled':
      config[name] = plain(value, path) === 'true'
      return
    case 'application.id':
    case 'topology.optimization':
    case 'errors.dead.letter.queue.topic.name':
      config[name] = plain(value, path)
      return
    case 'dsl.store.format':
      config[name] = plain(value, path).toUpperCase() === 'HEADERS' ? 'HEADERS' : 'DEFAULT'
      return
    default:
      plain(value, path)
  }
}
