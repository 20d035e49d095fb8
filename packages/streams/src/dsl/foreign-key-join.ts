/**
 * Wires a foreign-key join: ten nodes, two topics and a store, named and numbered as Kafka Streams does.
 *
 * left table -> send -> [subscriptions] -> receive -> answer -\
 *                                   right table -> update ----> [responses] -> resolve -> result
 */

import { ForeignUpdate, ResponseJoin } from '../processors/foreign-key-answer.ts'
import { OuterForeignUpdate, OuterResponseJoin, OuterSubscription } from '../processors/foreign-key-outer.ts'
import type { ForeignKeyExtractor } from '../processors/foreign-key-subscribe.ts'
import {
  SubscriptionAnswer,
  SubscriptionReceive,
  SubscriptionSend,
} from '../processors/foreign-key-subscribe.ts'
import type { StreamPartitioner } from '../processors/processor-spec.ts'
import type { ValueJoiner } from '../processors/stream-table-join.ts'
import { TableSource } from '../processors/table-source.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { bytes } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import { type SidedKey, sidedKey } from '../serdes/sided-key.ts'
import { type SubscriptionResponse, subscription, subscriptionResponse } from '../serdes/subscription.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { GraphNode } from '../topology/graph.ts'
import type { TableParts } from './ktable.ts'
import { type AnyMaterialized, type MaterializedOptions, storeSpec } from './options.ts'

/** Options of a foreign-key join: the result's store, names, and partitioners where the tables' topics are not partitioned by default. */
export interface ForeignKeyJoinOptions<K, V> extends MaterializedOptions<K, V> {
  /** Names the nodes, the two internal topics and the store of subscriptions. (Kafka Streams: TableJoined.) */
  readonly joinName?: string
  /** How the left table's topic is partitioned; default: the partition that the row came from. */
  readonly partitioner?: StreamPartitioner<K, never>
  /** How the right table's topic is partitioned; default: by the key's bytes. */
  readonly otherPartitioner?: StreamPartitioner<unknown, never>
}

/** Options of a foreign-key outer join, whose keys are of either table. */
export type ForeignKeyOuterJoinOptions<K, V> = Omit<ForeignKeyJoinOptions<K, V>, 'key'>

/** What becomes of rows without a partner: dropped, or joined with null on the left, or on both sides. */
export type ForeignKeyJoinKind = 'inner' | 'left' | 'outer'

const PREFIX = 'KTABLE-FK-JOIN-'
const OUTPUT = `${PREFIX}OUTPUT-`

interface Joined {
  readonly extract: ForeignKeyExtractor
  readonly joiner: ValueJoiner
  readonly kind: ForeignKeyJoinKind
  /** Of the result, and whether it was given one. */
  readonly materialized: AnyMaterialized | undefined
  readonly joinName: string | undefined
  readonly partitioner: StreamPartitioner | null
  readonly otherPartitioner: StreamPartitioner | null
}

/** An answer goes to the partition that its left row came from. */
const toItsPartition: StreamPartitioner = (_topic, _key, value) => (value as SubscriptionResponse).partition

/** The same where answers are of left rows; what is said of a right row goes where its key's bytes lead it. */
function ofLeftRows(partitioner: StreamPartitioner | null): StreamPartitioner {
  return (topic, key, value, partitions, context) => {
    const { key: own, side } = key as SidedKey<unknown, unknown>
    if (side === 'right') return null
    return (partitioner ?? toItsPartition)(topic, own, value, partitions, context)
  }
}

/** Keys of two tables, either of which may be of the application's default. */
function sidedKeys(left: Serde<unknown> | null, right: Serde<unknown> | null): Serde<unknown> {
  const around = (leftKey: Serde<unknown>): Serde<unknown> =>
    new EnvelopeSerde('key', right, rightKey => sidedKey(leftKey, rightKey) as Serde<unknown>)
  return new EnvelopeSerde('key', left, around)
}

export function joinByForeignKey(left: TableParts, right: TableParts, joined: Joined): TableParts {
  const { dsl } = left
  const { extract, joiner, joinName, kind, materialized } = joined
  const isLeft = kind !== 'inner'
  const isOuter = kind === 'outer'
  const keySerde = isOuter ? sidedKeys(left.keySerde, right.keySerde) : left.keySerde
  const named = (suffix: string, prefix: string): string => dsl.names.suffixed(joinName, suffix, prefix)
  right.spec.enableSendingOldValues(true)
  left.spec.enableSendingOldValues(true)
  const subscriptions = `${named('-subscription-registration', `${PREFIX}SUBSCRIPTION-REGISTRATION-`)}-topic`
  const subscriptionSerde = new EnvelopeSerde('key', left.keySerde, subscription)
  const send = new SubscriptionSend(extract, right.keySerde, left.valueSerde, isLeft)
  const sendNode = dsl.processor(
    left.node,
    named('-subscription-registration-processor', `${PREFIX}SUBSCRIPTION-REGISTRATION-`),
    send,
    { enableVersioned: versioned => versioned && send.enableVersioned() },
  )
  const through = (
    parents: readonly GraphNode[],
    topic: string,
    sinkName: string,
    serdes: { readonly keySerde: Serde<unknown> | null; readonly valueSerde: Serde<unknown> },
    partitioner: StreamPartitioner | null,
  ): GraphNode => {
    const sink = new GraphNode(sinkName, {
      ...{ kind: 'sink', topic, extractor: null, partitioner, ...serdes },
      internal: true,
    })
    dsl.graph.add(parents, sink)
    return sink
  }
  const from = (sink: GraphNode, topic: string, name: string, serdes: SerdePair): GraphNode => {
    const consumed = { ...serdes, timestamp: null, reset: null }
    const source = new GraphNode(name, { kind: 'streamSource', topics: [topic], pattern: null, consumed })
    dsl.graph.add(sink, source)
    return source
  }
  const there: SerdePair = { keySerde: right.keySerde, valueSerde: subscriptionSerde }
  const subscriptionSink = through(
    [sendNode],
    subscriptions,
    named('-subscription-registration-sink', 'KTABLE-SINK-'),
    there,
    joined.otherPartitioner,
  )
  const subscriptionSource = from(
    subscriptionSink,
    subscriptions,
    named('-subscription-registration-source', 'KTABLE-SOURCE-'),
    there,
  )
  dsl.graph.copartitions.push(new Set([...right.sourceNodes, subscriptionSource.name]))
  const storeName = joinName === undefined ? dsl.names.store(`${PREFIX}SUBSCRIPTION-`) : null
  const store = subscriptionStore(
    storeName ?? dsl.names.suffixed(joinName, '-subscription-store', ''),
    subscriptionSerde,
  )
  const receiveName = named('-subscription-receive', `${PREFIX}SUBSCRIPTION-PROCESSOR-`)
  const answerName = named('-subscription-join-foreign', `${PREFIX}SUBSCRIPTION-PROCESSOR-`)
  const toRight = { connected: right.spec.view().storeNames }
  const answerNode = isOuter
    ? dsl.processor(
        subscriptionSource,
        answerName,
        new OuterSubscription(store, right.spec, right.keySerde, left.keySerde),
        toRight,
      )
    : dsl.processor(
        dsl.processor(
          subscriptionSource,
          receiveName,
          new SubscriptionReceive(store, right.keySerde, left.keySerde),
        ),
        answerName,
        new SubscriptionAnswer(right.spec),
        toRight,
      )
  const update = isOuter
    ? new OuterForeignUpdate(store.name, right.keySerde)
    : new ForeignUpdate(store.name, right.keySerde)
  const updateNode = dsl.processor(
    right.node,
    named('-foreign-join-subscription', `${PREFIX}SUBSCRIPTION-PROCESSOR-`),
    update,
    { connected: [store.name], enableVersioned: versioned => versioned && update.enableVersioned() },
  )
  const responses = `${named('-subscription-response', `${PREFIX}SUBSCRIPTION-RESPONSE-`)}-topic`
  const back: SerdePair = {
    keySerde,
    valueSerde: new EnvelopeSerde('value', right.valueSerde, subscriptionResponse),
  }
  const responseSink = through(
    [answerNode, updateNode],
    responses,
    named('-subscription-response-sink', 'KTABLE-SINK-'),
    back,
    isOuter ? ofLeftRows(joined.partitioner) : (joined.partitioner ?? toItsPartition),
  )
  const responseSource = from(
    responseSink,
    responses,
    named('-subscription-response-source', 'KTABLE-SOURCE-'),
    back,
  )
  const sourceNodes = new Set([...left.sourceNodes, responseSource.name])
  dsl.graph.copartitions.push(sourceNodes)
  const resolveNode = dsl.processor(
    responseSource,
    named('-subscription-response-resolver', `${PREFIX}SUBSCRIPTION-RESPONSE-RESOLVER-PROCESSOR-`),
    isOuter
      ? new OuterResponseJoin(left.spec, left.valueSerde, joiner)
      : new ResponseJoin(left.spec, left.valueSerde, joiner, isLeft),
    { connected: left.spec.view().storeNames },
  )
  const resultName = named('-result', OUTPUT)
  // Kafka Streams asks for the name of a store here whether there will be one or not.
  const resultStore = materialized?.name ?? dsl.names.store(OUTPUT)
  const valueSerde = materialized?.value ?? null
  const storeKey = materialized?.key ?? keySerde
  const result = storeSpec({ name: resultStore, keySerde: storeKey, valueSerde }, materialized)
  const spec = new TableSource(result, materialized?.name !== undefined, false)
  const node = dsl.processor(resolveNode, resultName, spec)
  node.outputVersioned = result.kind === 'versioned'
  return {
    ...{ dsl, name: resultName, keySerde, valueSerde, sourceNodes, node, spec },
    storeName: materialized?.name ?? null,
  }
}

interface SerdePair {
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown>
}

function subscriptionStore(name: string, valueSerde: Serde<unknown>): StoreSpec {
  return {
    ...{
      kind: 'keyValue',
      name,
      keySerde: bytes() as Serde<unknown>,
      valueSerde,
      timestamped: true,
      type: null,
    },
    ...{ caching: false, logging: true, headers: true, logConfig: new Map<string, string>() },
  }
}
