/** The mutations: what each breaks, and who must notice. `docs/mutations.md` is this list for reading. */
import type { Mutation } from './mutation.ts'

const LOG = 'packages/log/src'

const STORAGE: readonly Mutation[] = [
  {
    name: 'skip-fsync',
    story: 'acks=all is answered although nothing was synced: the loss of power takes acknowledged records',
    file: `${LOG}/partition/durability.ts`,
    find: 'for (const file of files.keys()) syncs.push(file.sync())',
    replace: "for (const file of files.keys()) if (file.path === '') syncs.push(file.sync())",
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'skip-directory-fsync',
    story: 'a new segment is synced and its name is not: the loss of power takes the whole file (T1)',
    file: `${LOG}/partition/durability.ts`,
    find: 'for (const directory of directories) syncs.push(',
    replace: "for (const directory of directories) if (directory === '') syncs.push(",
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'ack-before-sync',
    story: 'the answer does not wait for the sync that is under way',
    file: `${LOG}/partition/durability.ts`,
    find: "if (this.#flush !== 'batch' && !this.#isOver) return undefined",
    replace: 'if (!this.#isOver) return undefined',
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'show-before-sync',
    story:
      'readers see records that the loss of power takes back: the high watermark runs ahead of the medium',
    file: `${LOG}/partition/partition-log.ts`,
    find: '? Math.min(this.durability.durableOffset, this.logEndOffset)',
    replace: '? this.logEndOffset',
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'trust-a-torn-batch',
    story: 'recovery keeps a batch whose checksum does not fit',
    file: `${LOG}/partition/recovery.ts`,
    find: "checkBatch(bytes, start, start + size) !== 'ok'",
    replace: "checkBatch(bytes, start, start + size) === 'bad-magic'",
    catcher: { test: 'packages/testing/src/storage/torn-tail.test.ts' },
  },
  {
    name: 'trust-the-page-cache',
    story: 'after a failed sync a restart believes what it reads back, and acknowledges behind it (T64)',
    file: `${LOG}/partition/recovery.ts`,
    find: 'if (trust.rewrites) segment.file.write(',
    replace: 'if (trust.rewrites && size < 0) segment.file.write(',
    catcher: { workload: 'idempotent', runs: 600 },
  },
  {
    name: 'forget-the-log-start',
    story: 'records that were deleted come back with a restart (T10)',
    file: `${LOG}/partition/log-folder.ts`,
    find: '.filter(log => log !== except && log.logStartOffset > 0)',
    replace: '.filter(log => log !== except && log.logStartOffset < 0)',
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'one-segment-too-many',
    story: 'retention removes a segment whose records are still young',
    file: `${LOG}/partition/retention.ts`,
    find: 'const tooOld = retentionMs >= 0 && againstMs - time > retentionMs',
    replace: 'const tooOld = retentionMs >= 0 && againstMs - time > retentionMs / 2',
    catcher: { workload: 'retention' },
  },
]

const PRODUCERS: readonly Mutation[] = [
  {
    name: 'forget-the-snapshot',
    story: 'the snapshot of a roll knows no producer: after a restart a second try is a second record (T16)',
    file: `${LOG}/partition/partition-log.ts`,
    find: 'encodeSnapshot(this.producers))\n    this.#addSegment(',
    replace: 'encodeSnapshot(new ProducerStates()))\n    this.#addSegment(',
    catcher: { workload: 'idempotent', runs: 600 },
  },
  {
    name: 'window-of-one',
    story: 'only the last batch of a producer is known again: of five in flight, four are doubled or refused',
    file: `${LOG}/partition/producer-states.ts`,
    find: 'export const WINDOW_BATCHES = 5',
    replace: 'export const WINDOW_BATCHES = 1',
    catcher: { workload: 'idempotent', runs: 600 },
  },
  {
    name: 'take-an-old-batch',
    story: 'a batch that was written long ago is appended again when it comes again',
    file: `${LOG}/partition/producer-states.ts`,
    find: 'if (firstSequence !== expected) return ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER',
    replace: 'if (firstSequence > expected) return ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER',
    catcher: { test: 'packages/log/src/partition/producer-states.test.ts' },
  },
  {
    name: 'reuse-producer-ids',
    story: 'a restart hands out the ids of the block again: two producers are one',
    file: `${LOG}/broker/coordinator/producer-ids.ts`,
    find: 'nextProducerId: first + BLOCK_SIZE,',
    replace: 'nextProducerId: first + 1,',
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'ignore-a-fenced-epoch',
    story: 'a producer that was replaced goes on writing',
    file: `${LOG}/partition/producer-states.ts`,
    find: 'if (epoch < state.epoch) return ErrorCode.INVALID_PRODUCER_EPOCH\n    if (epoch > state.epoch) {',
    replace: 'if (epoch > state.epoch) {',
    catcher: { test: 'packages/log/src/partition/producer-states.test.ts' },
  },
  {
    name: 'reuse-a-sequence',
    story: 'the client gives a batch whose answer was lost a new sequence: the second try is a second record',
    file: 'packages/client/src/producer/partition-queue.ts',
    find: 'if (batch.bytes !== undefined) return batch.bytes\n    if (this.generation',
    replace: 'if (this.generation',
    catcher: { workload: 'idempotent' },
  },
  {
    name: 'overtake-at-the-door',
    story: 'a send overtakes those that wait for the metadata of the topic',
    file: 'packages/client/src/producer/producer.ts',
    find: '!isKnown || this.#lastEntries.has(topic) || ',
    replace: '!isKnown || ',
    catcher: { workload: 'idempotent' },
  },
]

const TRANSACTIONS: readonly Mutation[] = [
  {
    name: 'stable-too-early',
    story:
      'the last stable offset passes an open transaction: readers of committed data see what is then aborted',
    file: `${LOG}/partition/partition-log.ts`,
    find: 'const stable = undecided >= 0 && undecided < this.highWatermark ? undecided : this.highWatermark',
    replace: 'const stable = undecided < -1 ? undecided : this.highWatermark',
    catcher: { workload: 'transactional' },
  },
  {
    name: 'drop-earlier-aborts',
    story: 'a fetch is not told of aborted transactions that began before it (T32)',
    file: `${LOG}/partition/partition-log.ts`,
    find: 'if (txn.lastOffset >= fetchOffset && txn.firstOffset < upperBoundOffset)',
    replace: 'if (txn.firstOffset >= fetchOffset && txn.firstOffset < upperBoundOffset)',
    catcher: { workload: 'transactional' },
  },
  {
    name: 'unsorted-aborts',
    story: 'aborted transactions are listed by their end: a client lets one through (T32)',
    file: `${LOG}/partition/partition-log.ts`,
    find: 'found.sort((a, b) => a.firstOffset - b.firstOffset)',
    replace: 'found.sort((a, b) => b.firstOffset - a.firstOffset)',
    catcher: { workload: 'transactional' },
  },
  {
    name: 'no-markers-after-restart',
    story: 'a transaction that was decided before a crash is not carried out after it (T26)',
    file: `${LOG}/broker/coordinator/transaction-coordinator.ts`,
    find: "if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort') prepared.push(txn)",
    replace: "if (txn.state === 'PrepareCommit' && txn.timeoutMs < 0) prepared.push(txn)",
    catcher: { workload: 'transactional' },
  },
  {
    name: 'hand-out-the-last-epoch',
    story:
      'a producer whose last epoch the coordinator has ended gets the epoch of markers, and is never fenced again (T29)',
    file: `${LOG}/broker/coordinator/transaction.ts`,
    find: 'if (!bumps || (retried && txn.producerEpoch <= EPOCH_LAST)) return { again: txn }',
    replace: 'if (!bumps || retried) return { again: txn }',
    catcher: { workload: 'transactional' },
  },
  {
    name: 'markers-before-the-decision',
    story:
      'markers are written before the decision is durable: a crash leaves a transaction half committed (T26)',
    file: `${LOG}/broker/coordinator/transaction-coordinator.ts`,
    find: 'const settledCode = await this.#settle(id)\n    if (settledCode === ErrorCode.NONE) this.#carryOut',
    replace:
      'const settledCode = ErrorCode.NONE as ErrorCode\n    if (settledCode === ErrorCode.NONE) this.#carryOut',
    catcher: { workload: 'transactional', runs: 600 },
  },
  {
    name: 'partitions-in-memory-only',
    story: 'a partition joins a transaction before that is durable: after a crash nobody ends it there (T25)',
    file: `${LOG}/broker/coordinator/transaction-coordinator.ts`,
    find: 'if (code !== ErrorCode.NONE) return code\n    }\n    return this.#settle(transactionalId)',
    replace: 'if (code !== ErrorCode.NONE) return code\n    }\n    return ErrorCode.NONE',
    catcher: { workload: 'transactional', runs: 600 },
  },
  {
    name: 'ignore-the-aborted-list',
    story: 'the consumer hands out records of aborted transactions',
    file: 'packages/client/src/consumer/fetched-partition.ts',
    find: 'return this.#aborting.size > 0 && this.#aborting.has(header.producerId)',
    replace: 'return this.#aborting.size > 1 && this.#aborting.has(header.producerId)',
    catcher: { workload: 'transactional' },
  },
]

const GROUPS: readonly Mutation[] = [
  {
    name: 'expire-offsets-early',
    story: 'committed offsets go although the group uses them (T42)',
    file: `${LOG}/broker/coordinator/offset-coordinator.ts`,
    find: "const retentionMs = this.#config.number('offsets.retention.minutes') * 60_000",
    replace: "const retentionMs = this.#config.number('offsets.retention.minutes')",
    catcher: { workload: 'groups' },
  },
  {
    name: 'offsets-before-sync',
    story: 'a commit of offsets is answered before it is durable',
    file: `${LOG}/broker/coordinator/group-registry.ts`,
    find: 'return log === undefined || ((await settled(log)) ?? true)',
    replace: 'return log === undefined || (await Promise.resolve(true))',
    catcher: { workload: 'groups', runs: 600 },
  },
]

const COMPACTION: readonly Mutation[] = [
  {
    name: 'drop-the-last',
    story: 'compaction removes the last record of a key with the earlier ones',
    file: `${LOG}/compaction/batch-filter.ts`,
    find: 'return cursor.offset >= map.get(',
    replace: 'return cursor.offset > map.get(',
    catcher: { workload: 'compaction' },
  },
  {
    name: 'compact-the-undecided',
    story: 'compaction passes the last stable offset: a record gives way to one that is then aborted (T8)',
    file: `${LOG}/compaction/log-cleaner.ts`,
    find: 'Math.min(log.lastStableOffset, segments[segments.length - 1]!.baseOffset)',
    replace: 'segments[segments.length - 1]!.baseOffset',
    catcher: { workload: 'compaction', runs: 600 },
  },
]

export const MUTATIONS: readonly Mutation[] = [
  ...STORAGE,
  ...PRODUCERS,
  ...TRANSACTIONS,
  ...GROUPS,
  ...COMPACTION,
]
