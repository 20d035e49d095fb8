/**
 * Every group by its id, of either protocol, and the log that they are kept in.
 *
 *  1. A record is written, then replayed, in one turn; recovery replays the same ones. Only the record of a classic group's generation is
 *     not taken in live: it describes what the group already is.
 *  2. A group has one protocol at a time. Where its own record ends, its offsets stay, as those of a group that nobody ever joined.
 * Groups are Map keys: any text is a legal group id.
 */
import { type BatchIdentity, type Clock, ErrorCode, NO_PRODUCER } from '@moldau/protocol'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { OFFSETS_TOPIC, type Topics } from '../state/topics.ts'
import { ClassicGroup } from './classic-group.ts'
import { ConsumerGroup } from './consumer-group.ts'
import { type ConsumerGroupRecord, decodeConsumerRecord } from './consumer-group-records.ts'
import { partitionFor, type StoredRecord, settled, writeRecords } from './coordinator-log.ts'
import { decodeGroupRecord } from './group-records.ts'

export type Group = ClassicGroup | ConsumerGroup

export class GroupRegistry {
  readonly #topics: Topics
  readonly #clock: Clock
  readonly #groups = new Map<string, Group>()

  constructor(topics: Topics, clock: Clock) {
    this.#topics = topics
    this.#clock = clock
  }

  get(groupId: string): Group | undefined {
    return this.#groups.get(groupId)
  }

  classic(groupId: string): ClassicGroup | undefined {
    const group = this.#groups.get(groupId)
    return group?.type === 'classic' ? group : undefined
  }

  consumer(groupId: string): ConsumerGroup | undefined {
    const group = this.#groups.get(groupId)
    return group?.type === 'consumer' ? group : undefined
  }

  get all(): Iterable<Group> {
    return this.#groups.values()
  }

  /** The partition of `__consumer_offsets` that holds a group. */
  partitionOf(groupId: string): number {
    return partitionFor(groupId, this.#topics.logsOf(OFFSETS_TOPIC).length || 1)
  }

  logOf(groupId: string): PartitionLog | undefined {
    return this.#topics.log(OFFSETS_TOPIC, this.partitionOf(groupId))
  }

  /** The group, made as a classic one where there is none. */
  orNew(groupId: string): Group {
    let group = this.#groups.get(groupId)
    if (group === undefined) {
      group = new ClassicGroup(groupId)
      group.stateMs = this.#clock.nowMs()
      this.#groups.set(groupId, group)
    }
    return group
  }

  /** Puts a group in place whose record was written just now. */
  put(group: ClassicGroup): void {
    this.#groups.set(group.groupId, group)
  }

  /** Writes records and replays them (1). */
  write(groupId: string, records: readonly StoredRecord[], identity: BatchIdentity = NO_PRODUCER): ErrorCode {
    const log = this.logOf(groupId)
    if (log === undefined) return ErrorCode.COORDINATOR_NOT_AVAILABLE
    const { errorCode, baseOffset } = writeRecords(log, records, identity)
    if (errorCode !== ErrorCode.NONE) return errorCode
    records.forEach(({ key, value }, n) => {
      this.#replay(key, value, baseOffset + n, identity.producerId, true)
    })
    return ErrorCode.NONE
  }

  /** Settles when what the group rests on is durable; false where it never will be. */
  async settle(groupId: string): Promise<boolean> {
    const log = this.logOf(groupId)
    return log === undefined || ((await settled(log)) ?? true)
  }

  /** Takes a record of `__consumer_offsets` in at recovery. @throws DecodeError where it is damaged */
  replay(key: Uint8Array, value: Uint8Array | null, recordOffset: number, producerId: number): void {
    this.#replay(key, value, recordOffset, producerId, false)
  }

  #replay(
    key: Uint8Array,
    value: Uint8Array | null,
    recordOffset: number,
    producerId: number,
    isLive: boolean,
  ): void {
    const record = decodeGroupRecord(key, value)
    if (record?.kind === 'offset') {
      const { commit, groupId, partition, topic } = record
      if (commit !== null) this.orNew(groupId).offsets.put({ ...commit, recordOffset }, producerId)
      else this.#groups.get(groupId)?.offsets.remove(topic, partition)
      return
    }
    if (record?.kind === 'group') {
      if (record.value === null) this.#end(record.groupId, 'classic')
      else if (!isLive) {
        const group = this.orNew(record.groupId)
        if (group.type === 'classic') group.restore(record.value)
      }
      return
    }
    const found = decodeConsumerRecord(key, value)
    if (found !== undefined) this.#replayConsumer(found.groupId, found.record)
  }

  #replayConsumer(groupId: string, record: ConsumerGroupRecord): void {
    if (record.kind === 'epoch' && record.value === null) {
      this.#end(groupId, 'consumer')
      return
    }
    let group = this.#groups.get(groupId)
    if (group?.type !== 'consumer') {
      if (record.value === null) return
      group = new ConsumerGroup(groupId, group?.offsets)
      this.#groups.set(groupId, group)
    }
    group.replay(record)
  }

  /** A group's own record ends (2). */
  #end(groupId: string, type: Group['type']): void {
    const group = this.#groups.get(groupId)
    if (group?.type !== type) return
    this.#groups.delete(groupId)
    if (group.offsets.isEmpty) return
    const simple = new ClassicGroup(groupId, group.offsets)
    simple.stateMs = this.#clock.nowMs()
    this.#groups.set(groupId, simple)
  }

  /** Takes a transaction marker of one partition of `__consumer_offsets` in: live, and at recovery. */
  replayMarker(partition: number, producerId: number, commit: boolean): void {
    for (const group of this.#groups.values()) {
      if (group.offsets.hasPending && this.partitionOf(group.groupId) === partition)
        group.offsets.end(producerId, commit)
    }
  }
}
