/** Where records go that no window takes any more. */
import type { Serde } from '../serdes/serde.ts'
import { GraphNode } from '../topology/graph.ts'
import type { DslContext } from './dsl-context.ts'
import type { NamedOptions } from './options.ts'

/** Options of `lateTo`; serdes default to those of the grouping. */
export interface LateOptions<K, V> extends NamedOptions {
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
}

/** A topic for late records, as windowed streams carry it. */
export interface LateOutput {
  readonly topic: string
  readonly options: LateOptions<unknown, unknown>
}

export function lateName(dsl: DslContext, late: LateOutput | null): string | null {
  return late === null ? null : dsl.names.named(late.options.name, 'KSTREAM-SINK-')
}

/** Adds the topic below an aggregation. */
export function addLateOutput(
  dsl: DslContext,
  below: GraphNode,
  name: string,
  { options, topic }: LateOutput,
  serdes: { readonly keySerde: Serde<unknown> | null; readonly valueSerde: Serde<unknown> | null },
): void {
  const sink = new GraphNode(name, {
    ...{ kind: 'sink', topic, extractor: null, partitioner: null },
    keySerde: options.key ?? serdes.keySerde,
    valueSerde: options.value ?? serdes.valueSerde,
  })
  dsl.graph.add(below, sink)
}
