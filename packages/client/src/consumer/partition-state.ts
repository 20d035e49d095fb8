/**
 * What a consumer knows of one partition that it is assigned.
 *
 *   unpositioned --committed offset or reset--> fetching <--seek--> unpositioned
 *
 *  1. `position` is the offset of the next record that `poll` will return; -1 while it is not known.
 *  2. `epoch` changes with every seek: what was fetched or looked up before is then dropped.
 */
import type { TopicPartition } from '../topic-partition.ts'
import type { FetchedPartition } from './fetched-partition.ts'

/** Where the position is to come from while it is not known. */
export type PositionSource = 'committed' | 'reset' | 'earliest' | 'latest'

export class PartitionState implements TopicPartition {
  readonly topic: string
  readonly partition: number
  position = -1
  source: PositionSource
  /** Leader epoch of the last record returned; -1 when unknown. */
  leaderEpoch = -1
  highWatermark = -1
  lastStableOffset = -1
  logStartOffset = -1
  isPaused = false
  epoch = 0
  /** The epoch of the fetch that is not answered yet; -1 for none. A seek need not wait for it. */
  fetchingEpoch = -1
  /** Not fetched again before this, monotonic ms. */
  notBeforeMs = 0
  /** Fetched, not yet returned by poll. */
  fetched: FetchedPartition | undefined

  constructor(topic: string, partition: number, source: PositionSource) {
    this.topic = topic
    this.partition = partition
    this.source = source
  }

  get isFetching(): boolean {
    return this.fetchingEpoch === this.epoch
  }

  /** Goes to an offset. */
  seek(offset: number): void {
    this.epoch++
    this.position = offset
    this.leaderEpoch = -1
    this.fetched = undefined
    this.notBeforeMs = 0
  }

  /** Forgets the position; it is to be found anew. */
  unposition(source: PositionSource): void {
    this.seek(-1)
    this.source = source
  }
}
