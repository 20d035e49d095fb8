/**
 * The metadata log: KRaft's `__cluster_metadata-0`, of which this node is the only voter.
 *
 *  1. State is replay: the newest snapshot, then the log behind it. `change` is the only writer.
 *  2. A change is one batch: all of its records, or none. It is durable before it is applied, and applied before the next
 *     change is worked out, whatever the flush mode of the data is.
 *  3. Every opening begins a leader epoch, with a LeaderChange record as its first.
 *  4. A snapshot (`<end offset>-<epoch>.checkpoint`) stands between a header and a footer record; one without its footer is
 *     none. It is durable before the log below it goes.
 * Source: KIP-595, KIP-630, KIP-631.
 */

import type { DataDescription } from '@moldau/protocol'
import {
  assert,
  BatchHeader,
  type Clock,
  checkBatch,
  ErrorCode,
  encodeControlBatch,
  encodeMetadataRecord,
  featureLevelRecordData,
  leaderChangeMessageData,
  MoldauError,
  RecordBatchBuilder,
  RecordCursor,
  snapshotFooterRecordData,
  snapshotHeaderRecordData,
  Writer,
} from '@moldau/protocol'
import { append } from '../partition/append.ts'
import { read } from '../partition/fetch.ts'
import { defaultLogConfig } from '../partition/log-config.ts'
import type { LogFolder } from '../partition/log-folder.ts'
import type { PartitionLog } from '../partition/partition-log.ts'
import { replaceFile } from '../storage/storage.ts'
import { MetadataImage } from './metadata-image.ts'

export const METADATA_TOPIC = '__cluster_metadata'
/** The id that Kafka gives the metadata topic. */
const METADATA_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
/** Kafka 4.3's level of metadata.version. */
export const METADATA_VERSION_LEVEL = 30
export const TRANSACTION_VERSION_LEVEL = 2
/** 1: the consumer group protocol (KIP-848). */
export const GROUP_VERSION_LEVEL = 1
/** metadata.log.max.record.bytes.between.snapshots: what the log may grow before it is snapshotted. */
const SNAPSHOT_EVERY_BYTES = 20 * 1024 * 1024

export interface MetadataLogOptions {
  /** What the log may grow before it is snapshotted, bytes. Default 20 MiB. */
  readonly snapshotEveryBytes?: number
  /** Hears of a snapshot that could not be written. Default: nobody does. */
  readonly onFault?: (fault: unknown) => void
}

export class MetadataLog {
  image = new MetadataImage()
  readonly nodeId: number
  readonly #log: PartitionLog
  readonly #folder: LogFolder
  readonly #clock: Clock
  readonly #snapshotEveryBytes: number
  readonly #onFault: (fault: unknown) => void
  #version = 0
  #bytesSinceSnapshot = 0
  /** How large `#bytesSinceSnapshot` has to be for the next snapshot. */
  #snapshotAtBytes: number
  #last: Promise<unknown> = Promise.resolve()

  private constructor(folder: LogFolder, nodeId: number, options: MetadataLogOptions) {
    this.nodeId = nodeId
    this.#folder = folder
    this.#clock = folder.clock
    this.#snapshotEveryBytes = options.snapshotEveryBytes ?? SNAPSHOT_EVERY_BYTES
    this.#snapshotAtBytes = this.#snapshotEveryBytes
    this.#onFault = options.onFault ?? (() => undefined)
    const config = { ...defaultLogConfig({ 'retention.ms': '-1' }), maxMessageBytes: 64 * 1024 * 1024 }
    this.#log = folder.partition({
      topic: METADATA_TOPIC,
      topicId: METADATA_TOPIC_ID,
      partition: 0,
      leaderEpoch: 0,
      config,
      strict: true,
      flush: 'batch',
    })
  }

  /** Replays what the folder holds and begins a new leader epoch. @throws MoldauError `DISK_FAILED`, `METADATA_DAMAGED` */
  static async open(
    folder: LogFolder,
    nodeId: number,
    options: MetadataLogOptions = {},
  ): Promise<MetadataLog> {
    const metadata = new MetadataLog(folder, nodeId, options)
    const log = metadata.#log
    await log.durability.flush()
    const from = metadata.#readSnapshot()
    metadata.#version = from
    metadata.#replay(Math.max(from, log.logStartOffset))
    log.leaderEpoch = Math.max(1, log.epochs.latest + 1)
    await metadata.#write(metadata.#leaderChange())
    if (metadata.image.features.size === 0) {
      await metadata.change(() => [
        feature('metadata.version', METADATA_VERSION_LEVEL),
        feature('transaction.version', TRANSACTION_VERSION_LEVEL),
      ])
    }
    // Folders of the first version do not name it.
    if (!metadata.image.features.has('group.version'))
      await metadata.change(() => [feature('group.version', GROUP_VERSION_LEVEL)])
    return metadata
  }

  /**
   * The offset behind the last record that the image holds: grows with every change, in the same step as the image. Not the log's
   * end, which moves at the append: who works with the old image while a change is synced would note that it has seen the new one.
   */
  get version(): number {
    return this.#version
  }

  #leaderChange(): Uint8Array {
    const voters = [{ voterId: this.nodeId }]
    const message = leaderChangeMessageData.make({
      version: 0,
      leaderId: this.nodeId,
      voters,
      grantingVoters: voters,
    })
    return encodeControlBatch('LEADER_CHANGE', encoded(leaderChangeMessageData, message), this.#clock.nowMs())
  }

  #replay(from: number): void {
    const log = this.#log
    const header = new BatchHeader()
    for (let offset = from; offset < log.logEndOffset; ) {
      const bytes = read(log, offset, log.logEndOffset, 1024 * 1024, true)
      if (bytes.length === 0) break
      for (let start = 0; start < bytes.length; start = header.end) {
        if (checkBatch(bytes, start, bytes.length) !== 'ok') {
          throw new MoldauError('METADATA_DAMAGED', 'the metadata cannot be read', {
            detail: `${log.directory}, the batch at offset ${offset} does not hold`,
            hint: 'bring the folder back from a copy; nothing was changed',
          })
        }
        header.at(bytes, start)
        const { isControl, nextOffset } = header
        offset = nextOffset
        if (isControl) continue
        this.#applyBatch(bytes, start)
        this.#version = nextOffset
        header.at(bytes, start)
      }
      this.#bytesSinceSnapshot += bytes.length
    }
  }

  #applyBatch(bytes: Uint8Array, start: number): void {
    const cursor = new RecordCursor().open(bytes, start)
    while (cursor.next()) this.image.apply(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd))
  }

  /**
   * Works records out from the image as it stands, writes them, and applies them (2). No records: nothing happens.
   * @throws MoldauError `DISK_FAILED`
   */
  change(workOut: (image: MetadataImage) => readonly Uint8Array[]): Promise<void> {
    const next = this.#last.then(async () => {
      const records = workOut(this.image)
      if (records.length === 0) return
      const batch = buildBatch(records, this.#clock.nowMs())
      const endOffset = await this.#write(batch)
      for (const record of records) this.image.apply(record)
      this.#version = endOffset
      if (this.#bytesSinceSnapshot >= this.#snapshotAtBytes) await this.#trySnapshot()
    })
    this.#last = next.catch(() => undefined)
    return next
  }

  /** Appends a batch and waits until it is durable; the offset behind it. */
  async #write(batch: Uint8Array): Promise<number> {
    const result = append(this.#log, batch, 'coordinator')
    const durable = result.errorCode === ErrorCode.NONE && (await this.#log.durability.wait(result.endOffset))
    if (!durable) {
      throw new MoldauError('DISK_FAILED', 'the metadata log could not be written', {
        detail: result.message || (this.#folder.health.failure?.message ?? ''),
        cause: this.#folder.health.failure,
      })
    }
    this.#bytesSinceSnapshot += batch.length
    return result.endOffset
  }

  /**
   * A snapshot only shortens the log: where it fails, on a full disk say, the change that it follows holds all the same. Somebody hears
   * of it, and it is tried again when the log has grown a sixteenth of what a snapshot is for, not at every change.
   */
  async #trySnapshot(): Promise<void> {
    try {
      await this.snapshot()
    } catch (cause) {
      this.#snapshotAtBytes = this.#bytesSinceSnapshot + Math.ceil(this.#snapshotEveryBytes / 16)
      this.#onFault(cause)
    }
  }

  /** Writes a snapshot of the image, and lets the log below it go. */
  async snapshot(): Promise<void> {
    const log = this.#log
    const endOffset = log.logEndOffset
    const nowMs = this.#clock.nowMs()
    const head = snapshotHeaderRecordData.make({ version: 0, lastContainedLogTimestamp: nowMs })
    const batches = [encodeControlBatch('SNAPSHOT_HEADER', encoded(snapshotHeaderRecordData, head), nowMs)]
    const records = this.image.records()
    for (let n = 0; n < records.length; n += 1000) batches.push(buildBatch(records.slice(n, n + 1000), nowMs))
    const foot = snapshotFooterRecordData.make({ version: 0 })
    batches.push(encodeControlBatch('SNAPSHOT_FOOTER', encoded(snapshotFooterRecordData, foot), nowMs))
    const path = `${log.directory}/${checkpointName(endOffset, log.leaderEpoch)}`
    await replaceFile(log.storage, path, joined(batches, log.leaderEpoch))
    await this.#folder.moveLogStart(log, endOffset)
    // Also what a snapshot that failed left behind.
    for (const name of log.storage.list(log.directory)) {
      if (CHECKPOINT_OR_PART.test(name) && Number(name.slice(0, 20)) < endOffset)
        log.storage.remove(`${log.directory}/${name}`)
    }
    this.#bytesSinceSnapshot = 0
    this.#snapshotAtBytes = this.#snapshotEveryBytes
  }

  /** Reads the newest whole snapshot; the offset behind it, 0 where there is none. */
  #readSnapshot(): number {
    const { storage, directory } = this.#log
    const names = storage.list(directory).filter(name => CHECKPOINT.test(name))
    for (const name of names.reverse()) {
      const bytes = storage.readFile(`${directory}/${name}`)!
      const image = readSnapshot(bytes)
      if (image === undefined) continue
      this.image = image
      return Number(name.slice(0, 20))
    }
    if (this.#log.logStartOffset > 0) {
      throw new MoldauError('METADATA_DAMAGED', 'the metadata cannot be read', {
        detail: `${directory} begins at ${this.#log.logStartOffset} and no snapshot reaches there`,
      })
    }
    return 0
  }
}

const CHECKPOINT = /^\d{20}-\d{10}\.checkpoint$/
/** A snapshot, or one that was not written to its end. */
const CHECKPOINT_OR_PART = /^\d{20}-\d{10}\.checkpoint(\.tmp)?$/

/** A snapshot's name: the offset behind its last record, and the epoch of that record. */
export function checkpointName(endOffset: number, epoch: number): string {
  return `${String(endOffset).padStart(20, '0')}-${String(epoch).padStart(10, '0')}.checkpoint`
}

/** The image in a snapshot; `undefined` where it is damaged or lacks its footer. */
export function readSnapshot(bytes: Uint8Array): MetadataImage | undefined {
  const image = new MetadataImage()
  const header = new BatchHeader()
  let whole = false
  for (let start = 0; start < bytes.length; ) {
    if (checkBatch(bytes, start, bytes.length) !== 'ok') return undefined
    header.at(bytes, start)
    const end = header.end
    const cursor = new RecordCursor()
    if (header.isControl) whole = start > 0 && end === bytes.length
    else {
      cursor.open(bytes, start)
      while (cursor.next()) image.apply(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd))
    }
    start = end
  }
  return whole ? image : undefined
}

/** Puts batches end to end, with offsets from 0 and the epoch, as a snapshot file has them. */
function joined(batches: readonly Uint8Array[], epoch: number): Uint8Array {
  const bytes = new Uint8Array(batches.reduce((sum, batch) => sum + batch.length, 0))
  const view = new DataView(bytes.buffer)
  const header = new BatchHeader()
  let at = 0
  let offset = 0
  for (const batch of batches) {
    bytes.set(batch, at)
    view.setUint32(at + 4, offset)
    view.setInt32(at + 12, epoch)
    header.at(bytes, at)
    offset = header.nextOffset
    at += batch.length
  }
  return bytes
}

function buildBatch(records: readonly Uint8Array[], nowMs: number): Uint8Array {
  assert(records.length > 0, 'a change of the metadata has records')
  const builder = new RecordBatchBuilder(1024)
  for (const record of records) builder.append(nowMs, null, 0, 0, record, 0, record.length)
  return builder.build()
}

function encoded<T>(description: DataDescription<T>, data: T): Uint8Array {
  const writer = new Writer(64, false)
  description.encode(writer, 0, data)
  return writer.toBytes()
}

function feature(name: string, featureLevel: number): Uint8Array {
  return encodeMetadataRecord(featureLevelRecordData, 0, featureLevelRecordData.make({ name, featureLevel }))
}
