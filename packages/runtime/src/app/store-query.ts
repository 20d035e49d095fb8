/** Answers a query partition by partition, with how far each has come. (Kafka Streams: KafkaStreams.query, KIP-796.) */
import { Position, type StateStore, type StoreQuery } from '@moldau/streams'
import type { StreamTask } from '../task/stream-task.ts'

export interface StoreQueryRequest<R> {
  readonly store: string
  readonly query: StoreQuery<R>
  /** Default: all that run here. */
  readonly partitions?: readonly number[]
  /** An answer must have seen this much; else it is `NOT_UP_TO_BOUND`, and may be asked for again. */
  readonly bound?: Position
}

/** Why a partition gave no answer. */
export type QueryFailure =
  /** The partition's task does not run here, or is being restored. */
  | 'NOT_PRESENT'
  | 'NOT_UP_TO_BOUND'
  /** The store is of another kind. */
  | 'UNKNOWN_QUERY_TYPE'
  /** Reading failed; the message says how. */
  | 'STORE_EXCEPTION'

export type PartitionAnswer<R> =
  | { readonly ok: true; readonly value: R; readonly position: Position }
  | { readonly ok: false; readonly reason: QueryFailure; readonly message: string }

export interface StoreQueryResult<R> {
  /** By partition. */
  readonly partitions: ReadonlyMap<number, PartitionAnswer<R>>
  /** Of all answers together. */
  readonly position: Position
}

/** How far a task has processed its inputs. A store has seen all of it: reads and writes are one loop's. */
export function positionOf(task: StreamTask): Position {
  const position = new Position()
  for (const { topic, partition, nextOffset } of task.queues)
    if (nextOffset > 0) position.with(topic, partition, nextOffset - 1)
  return position
}

export function answerQuery<R>(
  { bound, partitions: wanted, query, store }: StoreQueryRequest<R>,
  tasks: Iterable<StreamTask>,
): StoreQueryResult<R> {
  const partitions = new Map<number, PartitionAnswer<R>>()
  const position = new Position()
  for (const task of tasks) {
    const state = task.processor.stores.get(store)?.state
    const { partition } = task.id
    if (state === undefined || (wanted !== undefined && !wanted.includes(partition))) continue
    const answer = answerOf(task, state, query, bound)
    partitions.set(partition, answer)
    if (answer.ok) position.merge(answer.position)
  }
  for (const partition of wanted ?? []) {
    if (partitions.has(partition)) continue
    const message = `partition ${partition} of ${store} does not run here`
    partitions.set(partition, { ok: false, reason: 'NOT_PRESENT', message })
  }
  return { partitions, position }
}

function answerOf<R>(
  task: StreamTask,
  state: StateStore,
  query: StoreQuery<R>,
  bound: Position | undefined,
): PartitionAnswer<R> {
  const failed = (reason: QueryFailure, message: string): PartitionAnswer<R> => ({
    ok: false,
    reason,
    message,
  })
  if (task.state !== 'running') return failed('NOT_PRESENT', `task ${task.name} is ${task.state}`)
  const position = positionOf(task)
  const isInput = (topic: string, partition: number): boolean =>
    task.queues.some(queue => queue.topic === topic && queue.partition === partition)
  if (bound !== undefined && !position.hasReached(bound, isInput))
    return failed('NOT_UP_TO_BOUND', `task ${task.name} has not processed that much yet`)
  try {
    const value = query.run(state)
    if (value === undefined) return failed('UNKNOWN_QUERY_TYPE', `${state.spec.name} knows no ${query.name}`)
    return { ok: true, value, position }
  } catch (error) {
    return failed('STORE_EXCEPTION', error instanceof Error ? error.message : String(error))
  }
}
