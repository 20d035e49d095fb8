/** Where a stream meets topics: KStream.to, repartition, and the topic that brings equal keys together before a join or the like. */
import { checkedName } from '../checked-name.ts'
import type { TopicNameExtractor } from '../processors/processor-spec.ts'
import type { Serde } from '../serdes/serde.ts'
import { GraphNode } from '../topology/graph.ts'
import type { StreamParts } from './kstream.ts'
import { type AnySinkOptions, type NamedOptions, serdeOf } from './options.ts'

/** Writes a stream to a topic, or to one that an extractor chooses. */
export function writeStream(
  stream: StreamParts,
  topic: string | TopicNameExtractor,
  given: (AnySinkOptions & NamedOptions) | undefined,
): void {
  const { dsl, node } = stream
  const name = dsl.names.named(given?.name, 'KSTREAM-SINK-')
  const sink = new GraphNode(name, {
    kind: 'sink',
    topic: typeof topic === 'string' ? topic : null,
    extractor: typeof topic === 'string' ? null : topic,
    partitioner: given?.partitioner ?? null,
    keySerde: serdeOf(given?.key, stream.keySerde),
    valueSerde: serdeOf(given?.value, stream.valueSerde),
  })
  dsl.graph.add(node, sink)
}

/** Sends a stream through a topic of its own, as the user asked for. */
export function repartitionStream(
  stream: StreamParts,
  given: (AnySinkOptions & NamedOptions & { readonly partitions?: number }) | undefined,
): StreamParts {
  const { dsl, node } = stream
  const name =
    given?.name === undefined ? dsl.names.processor('KSTREAM-REPARTITION-') : checkedName(given.name)
  const keySerde = serdeOf(given?.key, stream.keySerde)
  const valueSerde = serdeOf(given?.value, stream.valueSerde)
  const below = dsl.repartition(name, given?.name !== undefined, keySerde, valueSerde, {
    optimizable: false,
    partitions: given?.partitions ?? null,
    partitioner: given?.partitioner ?? null,
  })
  dsl.graph.add(node, below)
  // The serde that readers of the stream inherit is the stream's own where the topic has the default's.
  return repartitioned(stream, below, below.name, {
    keySerde: keySerde ?? stream.keySerde,
    valueSerde: valueSerde ?? stream.valueSerde,
  })
}

/** The repartition topics that a stream needs because its keys were changed: one, unless they have names. */
export class KeyedStream {
  private readonly stream: StreamParts
  private node: GraphNode | null = null

  constructor(stream: StreamParts) {
    this.stream = stream
  }

  /** Where equal keys are in one partition. `name` names the topic. */
  inPlace(name: string | undefined, key: Serde<unknown> | null, value: Serde<unknown> | null): StreamParts {
    const { stream } = this
    const { dsl } = stream
    const prefix = name ?? stream.name
    const keySerde = key ?? stream.keySerde
    const valueSerde = value ?? stream.valueSerde
    const made = dsl.repartition(prefix, name !== undefined, keySerde, valueSerde, {
      optimizable: true,
      partitions: null,
    })
    if (this.node === null || stream.name !== prefix) {
      this.node = made
      dsl.graph.add(stream.node, made)
    }
    return repartitioned(stream, this.node, made.name, { keySerde, valueSerde })
  }
}

function repartitioned(
  { dsl }: StreamParts,
  node: GraphNode,
  name: string,
  serdes: Pick<StreamParts, 'keySerde' | 'valueSerde'>,
): StreamParts {
  return { dsl, name, ...serdes, sourceNodes: new Set([name]), repartitionRequired: false, node }
}
