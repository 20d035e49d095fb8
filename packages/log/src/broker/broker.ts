/**
 * The broker: one Kafka node over one data folder, embedded or behind `listen`.
 *
 * Opening is recovery, in this order: lock the folder; replay the metadata log; load every partition; sync what was read back;
 * replay the coordinators; complete the transactions that were decided. Then it serves.
 * Closing ends what waits, syncs and closes every log, and leaves the clean-shutdown marker.
 */
import {
  type Clock,
  ConnectionLost,
  MoldauError,
  type Node,
  type Purpose,
  type Random,
  type Timer,
} from '@moldau/protocol'
import { LogCleaner } from '../compaction/log-cleaner.ts'
import { openMetaProperties } from '../metadata/meta-properties.ts'
import { MetadataLog } from '../metadata/metadata-log.ts'
import type { Flush } from '../partition/durability.ts'
import { LogFolder } from '../partition/log-folder.ts'
import { retainedFrom } from '../partition/retention.ts'
import type { Storage } from '../storage/storage.ts'
import { BrokerConnection, type Peer } from './connection.ts'
import { inOrder } from './coordinator/coordinator-log.ts'
import { GroupCoordinator } from './coordinator/group-coordinator.ts'
import { TransactionCoordinator } from './coordinator/transaction-coordinator.ts'
import type { BrokerContext } from './handlers/handler.ts'
import { spokenApis } from './handlers/index.ts'
import { replayPartition } from './recovery.ts'
import { BrokerConfig, type BrokerProperties } from './state/broker-config.ts'
import { FetchSessions } from './state/fetch-sessions.ts'
import { OFFSETS_TOPIC, Topics, TRANSACTION_TOPIC } from './state/topics.ts'

export interface BrokerOptions {
  /** The disk: `FileStorage`, or `MemoryStorage`. */
  readonly storage: Storage
  /** The data folder; made where it is missing. */
  readonly dataDir: string
  readonly clock: Clock
  readonly random: Random
  /** Broker properties by Kafka's names. Default: Kafka's defaults, see broker-config.ts for the two differences. */
  readonly config?: BrokerProperties
  /**
   * What acks=all waits for. `batch` (default): the covering fdatasync, which survives the loss of power. `{ intervalMs }`: the
   * completed write; at most that much time of writes can be lost with the power. `os`: the completed write; what the operating
   * system has not written back can be lost with the power. kill -9 loses nothing in any of them.
   */
  readonly flush?: Flush
  /** Where clients are told to find this node. Default 127.0.0.1:9092; `listen` sets it to where it listens. */
  readonly advertised?: { readonly host: string; readonly port: number }
  /** Memory for the newest batches, served without touching files. Default 64 MiB. */
  readonly tailCacheBytes?: number
  /** Hears of what should not have happened: a bug in a handler, a failed disk. Default: it ends the connection alone. */
  readonly onFault?: (fault: unknown) => void
}

/** A Node that can be told who connects. */
export interface BrokerNode extends Node {
  connect(purpose: Purpose, peer?: Peer): Promise<BrokerConnection>
}

export class Broker {
  readonly nodeId: number
  readonly clusterId: string
  readonly config: BrokerConfig
  readonly #folder: LogFolder
  readonly #context: BrokerContext
  readonly #clock: Clock
  readonly #cleaner: LogCleaner
  readonly #connections = new Set<BrokerConnection>()
  readonly #timers = new Map<string, Timer>()
  #closing: Promise<void> | undefined

  private constructor(folder: LogFolder, context: BrokerContext, clock: Clock) {
    this.nodeId = context.nodeId
    this.clusterId = context.clusterId
    this.config = context.config
    this.#folder = folder
    this.#context = context
    this.#clock = clock
    const { config, random } = context
    this.#cleaner = new LogCleaner({
      folder,
      clock,
      random,
      mapBytes: config.number('log.cleaner.dedupe.buffer.size'),
      bytesPerSecond: config.number('log.cleaner.io.max.bytes.per.second'),
      backoffMs: config.number('log.cleaner.backoff.ms'),
      onFault: fault => context.onFault(fault),
    })
  }

  /**
   * Opens the folder and recovers what a crash left.
   * @throws MoldauError `FOLDER_LOCKED`, `FOLDER_FOREIGN`, `DISK_FAILED`, `METADATA_DAMAGED`, `INVALID_CONFIG`
   */
  static async open(options: BrokerOptions): Promise<Broker> {
    const { storage, clock, random } = options
    const config = new BrokerConfig(options.config)
    const onFault = options.onFault ?? (() => undefined)
    const folder = await LogFolder.open({
      storage,
      clock,
      directory: options.dataDir,
      flush: options.flush ?? 'batch',
      ...(options.tailCacheBytes === undefined ? {} : { tailCacheBytes: options.tailCacheBytes }),
    })
    try {
      const nodeId = config.isGiven('node.id') ? config.number('node.id') : config.number('broker.id')
      const meta = await openMetaProperties(storage, options.dataDir, nodeId, random)
      const metadata = await MetadataLog.open(folder, nodeId, { onFault })
      const topics = new Topics(metadata, folder, config, random, meta.directoryId)
      await topics.openAll()
      await folder.settle()
      const groups = new GroupCoordinator(topics, config, clock, random)
      const transactions = new TransactionCoordinator(topics, config, clock, groups)
      await recoverCoordinators(topics, groups, transactions)
      topics.onDeleted = topic => groups.topicDeleted(topic.name)
      const context: BrokerContext = {
        nodeId,
        clusterId: meta.clusterId,
        advertised: options.advertised ?? { host: '127.0.0.1', port: 9092 },
        config,
        topics,
        groups,
        transactions,
        fetchSessions: new FetchSessions(
          clock,
          random,
          config.number('max.incremental.fetch.session.cache.slots'),
        ),
        clock,
        random,
        apis: spokenApis,
        onFault,
      }
      const broker = new Broker(folder, context, clock)
      broker.#startHousekeeping()
      return broker
    } catch (error) {
      await folder.abandon()
      throw error
    }
  }

  /** This broker as the seam has it: for clients in the same process, and for `listen`. */
  node(): BrokerNode {
    return {
      id: this.nodeId,
      connect: async (_purpose, peer = { clientId: 'embedded', clientHost: '/127.0.0.1' }) => {
        if (this.#closing !== undefined) throw new ConnectionLost('the embedded broker is closed')
        const connection = new BrokerConnection(this.#context, peer, closed =>
          this.#connections.delete(closed),
        )
        this.#connections.add(connection)
        return connection
      },
    }
  }

  /** Where clients are told to find this node, from now on. */
  advertise(host: string, port: number): void {
    Object.assign(this.#context.advertised, { host, port })
  }

  /** Calls `tell` when the disk has failed and nothing is acknowledged any more; at once where it already has. */
  onDiskFailure(tell: (failure: MoldauError) => void): void {
    this.#folder.health.watch(cause =>
      tell(
        new MoldauError('DISK_FAILED', 'the log folder has failed', {
          detail: `${this.#folder.directory}: ${cause.message}`,
          hint: 'nothing acknowledged is lost; repair the disk and start again',
          cause,
        }),
      ),
    )
  }

  #startHousekeeping(): void {
    const { config } = this
    if (config.flag('log.cleaner.enable')) this.#cleaner.start()
    this.#every('log.retention.check.interval.ms', () => this.#retain())
    this.#every('log.flush.offset.checkpoint.interval.ms', () => this.#folder.checkpoint())
    this.#every('offsets.retention.check.interval.ms', async () => {
      this.#context.groups.expire()
      this.#context.transactions.expire()
    })
    this.#every('producer.id.expiration.check.interval.ms', async () => {
      const nowMs = this.#clock.nowMs()
      for (const log of this.#context.topics.allLogs)
        log.producers.expire(nowMs, config.number('producer.id.expiration.ms'))
    })
  }

  #every(property: string, run: () => Promise<void>): void {
    const again = (): void => {
      if (this.#closing !== undefined) return
      const timer = this.#clock.setTimer(this.config.number(property), () => {
        run()
          .catch(error => this.#context.onFault(error))
          .finally(again)
      })
      this.#timers.set(property, timer)
    }
    again()
  }

  /** Removes segments that retention.ms and retention.bytes let go. */
  async #retain(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    for (const log of this.#context.topics.allLogs) {
      const from = retainedFrom(log, nowMs)
      if (from > log.logStartOffset) await this.#context.topics.moveLogStart(log, from)
    }
  }

  /** Ends connections, closes every log, and gives the folder back. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers.values()) timer.cancel()
    await this.#cleaner.stop()
    this.#context.groups.close()
    this.#context.transactions.close()
    for (const connection of [...this.#connections]) await connection.close()
    await this.#folder.close()
  }
}

/** Offsets first, then transactions: completing one writes markers that end pending offsets. */
async function recoverCoordinators(
  topics: Topics,
  groups: GroupCoordinator,
  transactions: TransactionCoordinator,
): Promise<void> {
  const offsetLogs = topics.logsOf(OFFSETS_TOPIC)
  const groupCounts = inOrder(offsetLogs.length)
  for (let partition = 0; partition < offsetLogs.length; partition++) {
    await replayPartition(offsetLogs[partition]!, {
      record: (key, value, offset, producerId) => {
        if (groupCounts(key, partition)) groups.replay(key, value, offset, producerId)
      },
      marker: (producerId, commit) => groups.replayMarker(partition, producerId, commit),
    })
  }
  const transactionLogs = topics.logsOf(TRANSACTION_TOPIC)
  const transactionCounts = inOrder(transactionLogs.length)
  for (const log of transactionLogs) {
    await replayPartition(log, {
      record: (key, value) => {
        if (transactionCounts(key, log.partition)) transactions.replay(key, value)
      },
      marker: () => undefined,
    })
  }
  groups.recover()
  await transactions.recover()
}
