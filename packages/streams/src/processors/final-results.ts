/**
 * Results of windows that go out once, when a window is closed (`emit: 'onWindowClose'`).
 *
 *  1. They go out in the order of the windows' times, with the record that closed them, after it was aggregated.
 *  2. Up to where results went out is kept with the committed offsets: a restart sends nothing twice.
 * Kafka Streams looks once a second of wall-clock time; here it is at every record, so that outputs are a function of the records.
 * Source: Kafka Streams' AbstractKStreamTimeWindowAggregateProcessor; KIP-825.
 */
import type { Note } from '../records/observed-time.ts'
import { setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import type { NodeContext } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'

/** A window and its result. */
export interface FinalResult {
  readonly key: unknown
  readonly value: unknown
  readonly timestamp: number
}

export class FinalResults {
  private readonly context: NodeContext
  private readonly last: Note
  private readonly source = new SourceRecord()

  constructor(context: NodeContext) {
    this.context = context
    this.last = context.note(-1)
  }

  /** The close time up to which results went out; -1 before the first. */
  get lastCloseMs(): number {
    return this.last.value
  }

  /**
   * Sends the results of windows between two bounds (of starts or ends: the caller's), unless there is nothing new. `find` is asked
   * only when there may be some. The record is as it was afterwards.
   */
  emit(
    r: TaskRecord,
    closeMs: number,
    upperMs: number,
    lowerMs: number,
    find: (fromMs: number, toMs: number) => Iterable<FinalResult>,
  ): void {
    const { context, last, source } = this
    if ((last.value >= 0 && last.value >= closeMs) || upperMs < 0 || upperMs < lowerMs) return
    source.take(r)
    for (const { key, value, timestamp } of find(lowerMs, upperMs)) {
      setKey(r, key)
      setValue(r, value)
      r.oldValue = null
      r.isLatest = true
      r.timestamp = timestamp
      context.next(r)
      r.node = context.index
      source.give(r)
    }
    last.value = closeMs
  }
}
