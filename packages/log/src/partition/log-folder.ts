/**
 * A data folder: the partitions in it, the checkpoints beside them, and the rule that one process has it open.
 *
 *  1. The folder is locked while it is open; the kernel gives the lock back however the process ends.
 *  2. `.kafka_cleanshutdown` is written last when everything was closed and synced, and is removed, durably, before anything
 *     is written again: where it is missing, recovery walks what the recovery points do not cover.
 *  3. What recovery read back is synced before anybody is served.
 *  4. After a failed sync the page cache counts as clean and the medium has not got it; a later sync that succeeds proves
 *     nothing. `.page_cache` is there while no sync has failed: as long lived as the page cache, it goes with the first failure,
 *     and a start that does not find it writes again what it reads back, so that syncing it means something (fsyncgate, T64).
 *  5. A folder of a partition that the metadata does not know is never deleted: it is set aside as `-stray`, unless the
 *     metadata says that its topic was removed.
 *  6. The checkpoints know logs by name alone. What they say of a removed log is gone from the medium before a log of the same
 *     name may take anything (`forgetRemoved`): it would lose its records to the other's start.
 * Source: Kafka's `LogManager`.
 */
import { type Clock, MoldauError } from '@moldau/protocol'
import { directoryOf, NAME_MAX_BYTES, type Release, replaceFile, type Storage } from '../storage/storage.ts'
import {
  LOG_START_FILE,
  parseCheckpoint,
  RECOVERY_POINT_FILE,
  readOffsets,
  writeOffsets,
} from './checkpoint-file.ts'
import type { Flush } from './durability.ts'
import { Health } from './health.ts'
import type { LogConfig } from './log-config.ts'
import { PartitionLog } from './partition-log.ts'
import { PARTITION_METADATA_FILE, parsePartitionMetadata } from './partition-metadata.ts'
import { load } from './recovery.ts'
import { TailCache } from './tail-cache.ts'

export const CLEAN_SHUTDOWN_FILE = '.kafka_cleanshutdown'
/** What stands in it: a broker epoch that Kafka gives to none of its own. */
const CLEAN_SHUTDOWN = '{"version":0,"brokerEpoch":-1}'

/** Empty; never synced, for it speaks of the page cache alone (4). */
export const PAGE_CACHE_FILE = '.page_cache'

export interface LogFolderOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly directory: string
  readonly flush: Flush
  /** Memory for the newest batches of all partitions. Default 64 MiB. */
  readonly tailCacheBytes?: number
}

/** What identifies a partition, and what its log is opened with. */
export interface PartitionIdentity {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly config: LogConfig
  /** Whether loading fails where a batch is damaged that is not the last one. Default false. */
  readonly strict?: boolean
  /** Other than the folder's, where the log is one that must always be durable. */
  readonly flush?: Flush
}

export class LogFolder {
  readonly storage: Storage
  readonly clock: Clock
  readonly directory: string
  readonly health = new Health()
  /** Whether the folder was closed cleanly the last time. */
  readonly clean: boolean
  /** Whether what is read back may be in the page cache alone, and believed to be on the medium (4). */
  readonly #distrusted: boolean
  readonly #flush: Flush
  readonly #tailCache: TailCache
  readonly #release: Release
  readonly #recoveryPoints: Map<string, number>
  readonly #logStarts: Map<string, number>
  readonly #startsAreLost: boolean
  readonly #closedByKafka: boolean
  readonly #logs = new Map<string, PartitionLog>()
  #checkpointing: Promise<void> = Promise.resolve()
  /** Logs removed so far, and how many of them the checkpoints on the medium have forgotten (6). */
  #removed = 0
  #forgotten = 0
  #closed = false

  private constructor(options: LogFolderOptions, release: Release) {
    const { storage, directory } = options
    this.storage = storage
    this.clock = options.clock
    this.directory = directory
    this.#flush = options.flush
    this.#tailCache = new TailCache(options.tailCacheBytes ?? 64 * 1024 * 1024)
    this.#release = release
    const marker = storage.readFile(`${directory}/${CLEAN_SHUTDOWN_FILE}`)
    this.clean = marker !== undefined
    this.#closedByKafka = marker !== undefined && new TextDecoder().decode(marker) !== CLEAN_SHUTDOWN
    this.#distrusted = !this.clean && storage.stat(`${directory}/${PAGE_CACHE_FILE}`) === undefined
    this.health.watch(() => this.#distrustPageCache())
    this.#recoveryPoints = readOffsets(storage, `${directory}/${RECOVERY_POINT_FILE}`)
    this.#logStarts = readOffsets(storage, `${directory}/${LOG_START_FILE}`)
    this.#startsAreLost = parseCheckpoint(storage.readFile(`${directory}/${LOG_START_FILE}`)) === undefined
  }

  /** Locks and opens the folder, making it where it is missing. @throws MoldauError `FOLDER_LOCKED`, `DISK_FAILED` */
  static async open(options: LogFolderOptions): Promise<LogFolder> {
    const { storage, directory } = options
    const parents = missingParents(storage, directory)
    storage.makeDirectory(directory)
    for (const parent of parents) await storage.syncDirectory(parent)
    const release = await storage.lock(directory)
    try {
      const folder = new LogFolder(options, release)
      if (folder.clean) {
        storage.remove(`${directory}/${CLEAN_SHUTDOWN_FILE}`)
        await storage.syncDirectory(directory)
      }
      return folder
    } catch (error) {
      await release()
      throw error
    }
  }

  /** Opens a partition: loads its files, or holds its place until the first append makes them. */
  partition(identity: PartitionIdentity): PartitionLog {
    const name = `${identity.topic}-${identity.partition}`
    const log = new PartitionLog({
      ...identity,
      storage: this.storage,
      clock: this.clock,
      health: this.health,
      tailCache: this.#tailCache,
      flush: identity.flush ?? this.#flush,
      dataDirectory: this.directory,
    })
    const content = this.storage.readFile(`${log.directory}/${PARTITION_METADATA_FILE}`)
    const owner = parsePartitionMetadata(content)
    const foreign = owner !== undefined && !isSameId(owner, identity.topicId)
    if (foreign) this.#setAside(name, 'stray')
    // Without its metadata the folder may be an earlier topic's: what the checkpoints say of the name counts for nothing.
    const isOurs = owner !== undefined && !foreign
    const logStartOffset = isOurs ? (this.#logStarts.get(name) ?? 0) : 0
    const recoveryPoint = isOurs ? (this.#recoveryPoints.get(name) ?? 0) : 0
    load(log, {
      clean: this.clean,
      recoveryPoint,
      logStartOffset,
      startIsLost: isOurs && this.#startsAreLost,
      lacksIdentity: owner !== identity.topicId,
      rewrites: this.#distrusted,
      strict: identity.strict ?? false,
      closedByKafka: this.#closedByKafka,
    })
    this.#logs.set(name, log)
    return log
  }

  /** Memory held by the tails of all partitions, bytes. */
  get tailBytes(): number {
    return this.#tailCache.heldBytes
  }

  get logs(): Iterable<PartitionLog> {
    return this.#logs.values()
  }

  /** Syncs everything that loading has read back or changed (3). @throws MoldauError `DISK_FAILED` */
  async settle(): Promise<void> {
    const results = await Promise.all([...this.#logs.values()].map(log => log.durability.flush()))
    if (results.includes(false)) throw this.#failed()
    await this.checkpoint()
    this.storage.open(`${this.directory}/${PAGE_CACHE_FILE}`, { create: true }).close()
  }

  #distrustPageCache(): void {
    try {
      this.storage.remove(`${this.directory}/${PAGE_CACHE_FILE}`)
    } catch {
      // The disk takes nothing any more, not even in memory: then nothing is served from it either.
    }
  }

  #failed(): MoldauError {
    return new MoldauError('DISK_FAILED', 'the log folder has failed', {
      detail: `${this.directory}: ${this.health.failure?.message ?? 'unknown'}`,
      hint: 'nothing acknowledged is lost; repair the disk and start again',
      cause: this.health.failure,
    })
  }

  /** Sets folders aside, or deletes them, that no open partition owns (5). `removedTopicIds`: topics known to be deleted. */
  sweep(removedTopicIds: ReadonlySet<string>): void {
    for (const name of this.storage.list(this.directory)) {
      if (/-(stray|delete)$/.test(name)) {
        if (name.endsWith('-delete')) this.storage.removeDirectory(`${this.directory}/${name}`)
        continue
      }
      if (!/^.+-\d+$/.test(name) || this.#logs.has(name)) continue
      const content = this.storage.readFile(`${this.directory}/${name}/${PARTITION_METADATA_FILE}`)
      const owner = parsePartitionMetadata(content)
      if (owner !== undefined && removedTopicIds.has(owner))
        this.storage.removeDirectory(`${this.directory}/${name}`)
      else if (owner !== undefined) this.#setAside(name, 'stray')
    }
  }

  /** Renames a partition's folder, and says to what; a name that is too long for more loses its end. */
  #setAside(name: string, why: 'stray' | 'delete'): string {
    const taken = new Set(this.storage.list(this.directory))
    let target = ''
    for (let n = 1; target === '' || taken.has(target); n++) {
      const suffix = `.${n}-${why}`
      target = name.slice(0, NAME_MAX_BYTES - suffix.length) + suffix
    }
    this.storage.rename(`${this.directory}/${name}`, `${this.directory}/${target}`)
    return target
  }

  /** Forgets a partition and deletes its files; `forgetRemoved` has to follow before its name is used again (6). */
  remove(log: PartitionLog): void {
    const name = `${log.topic}-${log.partition}`
    this.#removed++
    this.#logs.delete(name)
    this.#logStarts.delete(name)
    this.#recoveryPoints.delete(name)
    const existed = log.segments.length > 0
    for (const segment of log.segments) if (segment.isOpen) log.durability.forget(segment.file)
    log.closeFiles()
    log.segments = []
    log.isRemoved = true
    log.durability.end()
    log.tail.clear()
    if (existed) this.storage.removeDirectory(`${this.directory}/${this.#setAside(name, 'delete')}`)
    log.tellWatchers()
  }

  /**
   * Settles when nothing on the medium speaks of a removed log any more (6); at once where that is so already. What fails is tried
   * again by the next call. @throws the disk's error, MoldauError `DISK_FAILED`
   */
  async forgetRemoved(): Promise<void> {
    if (this.#forgotten < this.#removed && !this.#closed) await this.checkpoint()
  }

  /** Replaces the checkpoints with where the logs stand now; durable when it settles. One write is under way at a time. */
  checkpoint(): Promise<void> {
    const next = this.#checkpointing.then(async () => {
      if (this.health.failure !== undefined) throw this.#failed()
      const removed = this.#removed
      const logs = [...this.#logs.values()].filter(log => log.segments.length > 0)
      const points = logs.map(log => ({ ...place(log), offset: log.durability.durableOffset }))
      await writeOffsets(this.storage, `${this.directory}/${RECOVERY_POINT_FILE}`, points)
      await this.#writeStarts(this.#starts())
      this.#forgotten = removed
    })
    this.#checkpointing = next.catch(() => undefined)
    return next
  }

  /**
   * Moves the start of a log, durably: the checkpoint first, then the log, so that a start once shown never goes back.
   * Of no effect where the log is removed or closed before its turn comes.
   */
  moveLogStart(log: PartitionLog, offset: number): Promise<void> {
    // Removed, its name is no longer its own; closed, nothing of it may change, nor be seen off later.
    const isOver = (): boolean => log.isRemoved || log.isClosed || this.#closed
    const next = this.#checkpointing.then(async () => {
      if (isOver() || offset <= log.logStartOffset) return
      await this.#writeStarts([...this.#starts(log), { ...place(log), offset }])
      if (isOver()) return
      log.setLogStart(Math.min(offset, log.highWatermark))
    })
    this.#checkpointing = next.catch(() => undefined)
    return next
  }

  /**
   * Where logs begin, all but one. Also where a segment begins there: whether the files below it are gone from the medium, or could
   * be removed at all, is not known.
   */
  #starts(except?: PartitionLog): Parameters<typeof writeOffsets>[2] {
    return [...this.#logs.values()]
      .filter(log => log !== except && log.logStartOffset > 0)
      .map(log => ({ ...place(log), offset: log.logStartOffset }))
  }

  async #writeStarts(starts: Parameters<typeof writeOffsets>[2]): Promise<void> {
    await writeOffsets(this.storage, `${this.directory}/${LOG_START_FILE}`, starts)
  }

  /** Gives the folder back as it is, when opening failed: the next start recovers. */
  async abandon(): Promise<void> {
    this.#closed = true
    for (const log of this.#logs.values()) log.closeFiles()
    await this.#release()
  }

  /** Closes every log, writes the clean-shutdown marker where all of it succeeded, and gives the lock back. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      const results = await Promise.all([...this.#logs.values()].map(log => log.close()))
      if (!results.includes(false) && this.health.failure === undefined) {
        await this.checkpoint()
        const marker = new TextEncoder().encode(CLEAN_SHUTDOWN)
        await replaceFile(this.storage, `${this.directory}/${CLEAN_SHUTDOWN_FILE}`, marker)
      }
    } finally {
      await this.#release()
    }
  }
}

/** The folders that get a new name when `directory` is made: that name has to be synced too, or all is lost with it. */
function missingParents(storage: Storage, directory: string): string[] {
  const parents: string[] = []
  for (let at = directory; at !== '.' && at !== '/'; at = directoryOf(at)) {
    const parent = directoryOf(at)
    if (storage.list(parent).includes(at.slice(at.lastIndexOf('/') + 1))) break
    parents.push(parent)
  }
  return parents
}

function place(log: PartitionLog): { topic: string; partition: number } {
  return { topic: log.topic, partition: log.partition }
}

/**
 * Whether two topic ids are meant to be one. They are drawn by chance and differ nearly everywhere: one that differs in two of its
 * 22 characters at most was damaged on the disk.
 */
function isSameId(found: string, expected: string): boolean {
  let differing = 0
  for (let n = 0; n < expected.length; n++) if (found[n] !== expected[n]) differing++
  return differing <= 2
}
