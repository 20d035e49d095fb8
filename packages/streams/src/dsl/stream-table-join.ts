/** KStream.join and leftJoin with a KTable: names, and the buffer of a join with a grace period. (KStreamImpl.doStreamTableJoin.) */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { youngerView } from '../processors/as-of-join.ts'
import type { TableView } from '../processors/processor-spec.ts'
import { streamTableJoin, type ValueJoiner } from '../processors/stream-table-join.ts'
import { StreamTableJoinWithGrace } from '../processors/stream-table-join-with-grace.ts'
import type { JoinBufferStoreSpec } from '../stores/store-spec.ts'
import { unversionedTable } from '../topology/build.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'

/** Adds the join below a stream whose keys are where they must be, and a table; `within`: as an as-of join. */
export function joinTable(
  stream: StreamParts,
  table: TableParts,
  joiner: ValueJoiner,
  left: boolean,
  options: { readonly name: string | undefined; readonly grace: Duration | undefined },
  within: Duration | null = null,
): StreamParts {
  const { dsl, keySerde, node, valueSerde } = stream
  const sourceNodes = new Set([...stream.sourceNodes, ...table.sourceNodes])
  dsl.graph.copartitions.push(sourceNodes)
  const prefix = within !== null ? 'KSTREAM-ASOF-JOIN-' : left ? 'KSTREAM-LEFTJOIN-' : 'KSTREAM-JOIN-'
  const name = dsl.names.named(options.name, prefix)
  const join = { view: within === null ? table.spec.view() : asOf(table, within), joiner, left }
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
    ...((graceMs !== null || within !== null) && { historyMs: graceMs ?? 0 }),
    mark: n => {
      n.relaxedNullKey = left
    },
  })
  return { dsl, name, keySerde, valueSerde: null, sourceNodes, repartitionRequired: false, node: below }
}

/** The table as of a record's time, but for versions that are older than it by more than a time. */
function asOf(table: TableParts, within: Duration): TableView {
  const withinMs = durationMs(within, 'within')
  if (withinMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'within of an as-of join must not be negative')
  if (table.node.outputVersioned === false) {
    throw new StreamsError('INVALID_ARGUMENT', 'an as-of join needs a versioned table', {
      hint: "keep the table in a versioned store: { name, store: versioned('1h') }",
    })
  }
  return youngerView(table.spec.view(), withinMs)
}
