/** KStream.join and leftJoin with a KTable: names, and the buffer of a join with a grace period. (KStreamImpl.doStreamTableJoin.) */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { streamTableJoin, type ValueJoiner } from '../processors/stream-table-join.ts'
import { StreamTableJoinWithGrace } from '../processors/stream-table-join-with-grace.ts'
import type { JoinBufferStoreSpec } from '../stores/store-spec.ts'
import { unversionedTable } from '../topology/build.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'

/** Adds the join below a stream whose keys are where they must be, and a table. */
export function joinTable(
  stream: StreamParts,
  table: TableParts,
  joiner: ValueJoiner,
  left: boolean,
  options: { readonly name: string | undefined; readonly grace: Duration | undefined },
): StreamParts {
  const { dsl, keySerde, node, valueSerde } = stream
  const sourceNodes = new Set([...stream.sourceNodes, ...table.sourceNodes])
  dsl.graph.copartitions.push(sourceNodes)
  const name = dsl.names.named(options.name, left ? 'KSTREAM-LEFTJOIN-' : 'KSTREAM-JOIN-')
  const join = { view: table.spec.view(), joiner, left }
  const graceMs = options.grace === undefined ? null : durationMs(options.grace, 'grace')
  let spec = streamTableJoin(join)
  if (graceMs !== null) {
    if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
    if (table.node.outputVersioned === false) throw unversionedTable()
    const buffer: JoinBufferStoreSpec = {
      ...{ kind: 'joinBuffer', name: `${name}-Buffer`, keySerde, valueSerde, type: null },
      ...{ caching: false, logging: true, logConfig: new Map() },
    }
    if (options.name === undefined)
      dsl.graph.implicitNames.push({ store: buffer.name, changelog: `${buffer.name}-changelog` })
    spec = new StreamTableJoinWithGrace(join, graceMs, buffer)
  }
  const below = dsl.processor(node, name, spec, {
    connected: join.view.storeNames,
    ...(graceMs !== null && { historyMs: graceMs }),
    mark: n => {
      n.relaxedNullKey = left
    },
  })
  return { dsl, name, keySerde, valueSerde: null, sourceNodes, repartitionRequired: false, node: below }
}
