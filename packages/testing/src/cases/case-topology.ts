/** Builds a topology of the Processor API from the list `topology` of a case: one entry, one call. */
import type { RecordContext, Serde, TopologyBuilder } from '@moldau/streams'
import { globalBody, ProcessorBody, storeOf } from './case-processors.ts'
import type { CaseTopics } from './case-topics.ts'
import { expressionOf, SCOPES } from './expression.ts'
import { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import { consumed, serdeField } from './step-options.ts'
import { stringOf, type Value } from './values.ts'

export class CaseTopology {
  private readonly builder: TopologyBuilder
  private readonly topics: CaseTopics

  constructor(builder: TopologyBuilder, topics: CaseTopics) {
    this.builder = builder
    this.topics = topics
  }

  build(steps: readonly JsonNode[]): void {
    for (let i = 0; i < steps.length; i++) {
      const f = new Fields(steps[i], `topology[${i}]`)
      this.step(f.string('op'), f)
      f.done()
    }
  }

  private step(op: string, f: Fields): void {
    const { builder } = this
    switch (op) {
      case 'addSource':
        this.source(f)
        return
      case 'addProcessor': {
        const name = f.string('name')
        builder.addProcessor(name, new ProcessorBody(f, false), f.strings('parents'))
        if (f.has('stores')) builder.connectProcessorAndStateStores(name, f.strings('stores'))
        return
      }
      case 'addSink':
        this.sink(f)
        return
      case 'addStateStore':
        builder.addStateStore(storeOf(f.object('store')), f.strings('processors'))
        return
      case 'connect':
        builder.connectProcessorAndStateStores(f.string('processor'), f.strings('stores'))
        return
      case 'addGlobalStore':
        builder.addGlobalStore(storeOf(f.object('store')), this.storeSource(f))
        return
      case 'addReadOnlyStateStore':
        builder.addReadOnlyStateStore(storeOf(f.object('store')), this.storeSource(f))
        return
      default:
        throw f.error('op', `unknown operator '${op}' of a topology`)
    }
  }

  private source(f: Fields): void {
    const options = consumed(f)
    const topics = f.has('pattern') ? new RegExp(f.string('pattern')) : f.strings('topics')
    for (const topic of topics instanceof RegExp ? [topics] : topics)
      this.topics.source(topic, options.key, options.value)
    this.builder.addSource(f.string('name'), topics, options)
  }

  private storeSource(f: Fields) {
    const { key, value, timestamp } = consumed(f)
    const topic = f.string('topic')
    this.topics.source(topic, key, value)
    return {
      ...{ key, value, topic, source: f.string('source'), processor: f.string('processor') },
      ...(timestamp !== undefined && { timestamp }),
      supplier: globalBody(f),
    }
  }

  private sink(f: Fields): void {
    const key = serdeField(f, 'key')
    const value = serdeField(f, 'value')
    const parents = f.strings('parents')
    const name = f.string('name')
    if (f.has('topicFn')) {
      this.builder.addSink(name, topicFunction(f, this.topics, key, value), parents, { key, value })
      return
    }
    const topic = f.string('topic')
    this.topics.sink(topic, key, value)
    this.builder.addSink(name, topic, parents, { key, value })
  }
}

/** The field `topicFn` of a sink, which lends its types to every topic that it names. */
export function topicFunction(
  f: Fields,
  topics: CaseTopics,
  key: Serde<Value> | null,
  value: Serde<Value> | null,
): (key: Value, value: Value, context: RecordContext) => string {
  const fn = expressionOf(f, 'topicFn', SCOPES.record)
  // Kafka Streams prints the function by its name.
  const topicFn = (k: Value, v: Value, context: RecordContext): string => {
    const { timestamp, topic, partition, offset, headers } = context
    const name = stringOf(
      'topicFn',
      fn({ key: k, value: v, ts: timestamp, topic, partition, offset, headers }),
    )
    topics.sink(name, key, value)
    return name
  }
  return topicFn
}
