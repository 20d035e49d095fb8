/** Cleaning, and the traps of it that are known. */
import { ATTRIBUTES, BatchHeader, codecReady, RecordBatchBuilder, RecordCursor } from '@moldau/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { fits } from '../../packages/log/src/compaction/cleaning.ts'
import { append } from '../../packages/log/src/partition/append.ts'
import { CLEANER_FILE, readOffsets } from '../../packages/log/src/partition/checkpoint-file.ts'
import { read } from '../../packages/log/src/partition/fetch.ts'
import type { PartitionLog } from '../../packages/log/src/partition/partition-log.ts'
import { Bench, DELETE_RETENTION_MS, text } from './cleaned-log.ts'

beforeAll(async () => {
  await codecReady('zstd')
})

describe('cleaning', () => {
  test('keeps the last value of each key, at its offset, in fewer segments', async () => {
    const bench = await new Bench().start()
    for (let n = 0; n < 60; n++) bench.put([[`k${n % 5}`, `value ${n}`]])
    const before = bench.log.segments.length
    const result = await bench.clean()
    bench.judge()
    expect(bench.log.segments.length).toBeLessThan(before)
    expect(result!.recordsKept).toBeLessThan(result!.recordsRead)
    // Of the cleaned part only the last value of a key is left.
    const cleaned = bench.committed().filter(({ offset }) => offset < result!.dirtyOffset)
    expect(new Set(cleaned.map(({ key }) => key)).size).toBe(cleaned.length)
    expect(bench.log.logEndOffset).toBe(60)
  })

  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('leaves %s batches in their codec', async codec => {
    const bench = await new Bench().start()
    for (let n = 0; n < 20; n++) {
      bench.put(
        [0, 1, 2, 3, 4, 5].map(m => [`k${(n + m * m) % 9}`, `h${n} ${'x'.repeat(30)}`]),
        { codec },
      )
    }
    await bench.clean()
    bench.judge()
    const filtered = bench.batches().filter(({ header }) => header.recordCount > 0 && header.recordCount < 6)
    expect(filtered.length).toBeGreaterThan(0)
    for (const { header } of bench.batches())
      expect(header.recordCount === 0 || header.compression === codec).toBe(true)
  })

  test('a batch that loses nothing stays byte for byte; what stays of others keeps every header field but counts', async () => {
    const bench = await new Bench().start()
    bench.put(
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
      { pid: 9 },
    )
    bench.put([['d', '4']])
    bench.put([['b', '5']])
    bench.roll()
    const before = bench.batches()
    await bench.clean()
    const after = bench.batches()
    expect(after[1]!.bytes).toEqual(before[1]!.bytes)
    const [was, is] = [before[0]!.header, after[0]!.header]
    for (const field of [
      'baseOffset',
      'lastOffset',
      'producerId',
      'producerEpoch',
      'baseSequence',
      'lastSequence',
      'leaderEpoch',
      'baseTimestamp',
      'maxTimestamp',
      'attributes',
    ] as const)
      expect([field, is[field]]).toEqual([field, was[field]])
    expect(is.recordCount).toBe(2)
  })

  test('a topic under LogAppendTime keeps its times', async () => {
    const bench = await new Bench({ timestampType: 'LogAppendTime' }).start()
    bench.put([
      ['a', '1'],
      ['b', null],
    ])
    bench.clock.ms += 5
    bench.put([['a', '2']])
    bench.roll()
    await bench.clean()
    const [first] = bench.batches()
    expect(first!.header.timestampType).toBe('LogAppendTime')
    const cursor = new RecordCursor().open(first!.bytes, 0)
    expect(cursor.next()).toBe(true)
    expect([cursor.timestamp, cursor.valueStart]).toEqual([1_000_000, -1])
  })

  test('the active segment, and what is younger than min.compaction.lag.ms, is left alone', async () => {
    const bench = await new Bench({ minCompactionLagMs: 500 }).start()
    for (let n = 0; n < 12; n++) bench.put([['k', `old ${n}`]])
    bench.roll()
    bench.clock.ms += 1_000
    for (let n = 0; n < 12; n++) bench.put([['k', `new ${n}`]])
    bench.roll()
    await bench.clean()
    bench.judge()
    const values = bench.committed().map(({ value }) => value)
    expect(values).toEqual(['old 11', ...Array.from({ length: 12 }, (_, n) => `new ${n}`)])
    bench.clock.ms += 501
    await bench.clean()
    expect(bench.committed().map(({ value }) => value)).toEqual(['new 11'])
  })

  test('min.cleanable.dirty.ratio holds a cleaning back, and max.compaction.lag.ms overrules it', async () => {
    const bench = await new Bench({ minCleanableDirtyRatio: 0.9, maxCompactionLagMs: 5_000 }).start()
    for (let n = 0; n < 12; n++) bench.put([[`k${n}`, 'x']])
    bench.roll()
    expect(await bench.clean()).toBeDefined()
    bench.put([['k1', 'y']])
    bench.roll()
    expect(bench.cleaner.choose()).toBeUndefined()
    bench.clock.ms += 5_001
    expect(bench.cleaner.choose()).toMatchObject({ overdue: true })
    await bench.clean()
    expect(bench.cleaner.choose()).toBeUndefined()
    bench.judge()
  })

  test('a map that is full ends the pass early, and the next pass goes on', async () => {
    const bench = new Bench()
    bench.mapBytes = 200
    await bench.start()
    for (let n = 0; n < 60; n++) bench.put([[`k${n % 20}`, `${n}`]])
    bench.roll()
    const first = await bench.cleaner.cleanOne()
    expect(first!.dirtyOffset).toBeLessThan(60)
    bench.judge()
    await bench.clean()
    bench.judge()
    expect(bench.cleaner.dirtyOffset(bench.log)).toBe(60)
  })

  test('records without a key, from before the topic was compacted, go', async () => {
    const bench = await new Bench({ compacts: false }).start()
    const builder = new RecordBatchBuilder(256)
    builder.append(1, null, 0, 0, text.encode('v'), 0, 1)
    append(bench.log, builder.build(), 'client')
    bench.log.config = { ...bench.log.config, compacts: true }
    bench.put([['a', '1']])
    bench.roll()
    await bench.clean()
    expect(bench.committed().map(({ value }) => value)).toEqual(['1'])
  })

  test('a damaged batch stops the cleaning of its log, and nothing is lost by it', async () => {
    const bench = await new Bench().start()
    for (let n = 0; n < 40; n++) bench.put([['k', `value ${n}`]])
    const victim = bench.log.segments[2]!
    const files = bench.storage.list('data/t-0')
    bench.storage.open(victim.path('.log')).write(Uint8Array.of(0x55), 70)
    await expect(bench.cleaner.cleanOne()).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
    expect(bench.cleaner.choose()).toBeUndefined()
    expect(bench.storage.list('data/t-0')).toEqual(files)
  })

  /** The disk refuses one segment's bytes from here on. */
  function refuse(log: PartitionLog, segment: number, code: string): void {
    const { file } = log.segments[segment]!
    file.read = () => {
      throw Object.assign(new Error(`${code}: read`), { code })
    }
  }

  /** Runs rounds of the cleaner in the background until `count` have ended. */
  async function rounds(bench: Bench, count: number): Promise<void> {
    const timers: (() => void)[] = []
    bench.clock.setTimer = (delayMs, run) => {
      if (delayMs <= 0) queueMicrotask(run)
      else if (delayMs === 1) timers.push(run)
      return { cancel: () => void timers.splice(0) }
    }
    bench.cleaner.start()
    for (let n = 0; n < count; n++) {
      timers.shift()!()
      while (timers.length === 0) await Promise.resolve()
    }
    await bench.cleaner.stop()
  }

  test('a log whose file the disk refuses is left alone, told of once, and the others are cleaned', async () => {
    for (const read of ['by the cleaning', 'by the choice'] as const) {
      const overrides = read === 'by the choice' ? { maxCompactionLagMs: 1 << 30 } : {}
      const bench = await new Bench(overrides).start()
      const refused = bench.log
      for (let n = 0; n < 40; n++) bench.put([['k', `value ${n}`]])
      const other = bench.folder.partition({
        ...{ topic: 'u', topicId: 'abcdefghijklmnopqrstuw', partition: 0, leaderEpoch: 0 },
        config: refused.config,
      })
      bench.log = other
      for (let n = 0; n < 40; n++) bench.put([['k', `value ${n}`]])
      // Both are as dirty as can be: the first one is taken, unless it is left alone.
      expect(bench.cleaner.choose()!.log).toBe(refused)
      const dirtySegments = other.segments.length
      refuse(refused, read === 'by the choice' ? 0 : 2, 'EIO')
      await rounds(bench, 4)
      expect(other.segments.length, read).toBeLessThan(dirtySegments)
      expect(bench.faults, read).toHaveLength(1)
      expect(bench.faults[0]).toMatchObject({ code: 'CLEANING_FAILED', detail: 'data/t-0: EIO: read' })
      expect(bench.cleaner.choose()).toBeUndefined()
    }
  })

  test('a log for which there is no room waits, twice as long each time, while the others are cleaned; then it is tried again', async () => {
    const bench = await new Bench().start()
    const starved = bench.log
    for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
    const { storage } = bench
    const open = storage.open.bind(storage)
    storage.open = (path, options) => {
      if (path.startsWith('data/t-0/') && path.endsWith('.cleaned'))
        throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
      return open(path, options)
    }
    const other = bench.folder.partition({
      ...{ topic: 'u', topicId: 'abcdefghijklmnopqrstuw', partition: 0, leaderEpoch: 0 },
      config: starved.config,
    })
    bench.log = other
    for (let n = 0; n < 40; n++) bench.put([['k', `value ${n}`]])
    const dirtySegments = other.segments.length
    // The same round goes on with the other log, and the next rounds leave the first one alone.
    expect(bench.cleaner.choose()!.log).toBe(starved)
    await rounds(bench, 1)
    expect(other.segments.length).toBeLessThan(dirtySegments)
    expect(bench.faults).toMatchObject([{ code: 'CLEANING_FAILED', detail: 'data/t-0: no room' }])
    expect(bench.cleaner.choose()).toBeUndefined()
    const waits: number[] = []
    for (let n = 0; n < 3; n++) {
      let waitedMs = 0
      for (; bench.cleaner.choose() === undefined; waitedMs++) bench.clock.ms++
      waits.push(waitedMs)
      await expect(bench.cleaner.cleanOne()).rejects.toMatchObject({ code: 'ENOSPC' })
    }
    expect(waits).toEqual([2, 4, 8])
    bench.clock.ms += 30 * 60_000
    storage.open = open
    bench.log = starved
    expect(await bench.clean()).toBeDefined()
    expect(
      bench
        .committed()
        .slice(0, 3)
        .map(({ value }) => value),
    ).toEqual(['value 32', 'value 33', 'value 34'])
  })

  test("the checkpoint has Kafka's form, and a restart goes on from it", async () => {
    const bench = await new Bench().start()
    for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
    const { dirtyOffset } = (await bench.clean())!
    const content = new TextDecoder().decode(bench.storage.readFile(`data/${CLEANER_FILE}`))
    expect(content).toBe(`0\n1\nt 0 ${dirtyOffset}\n`)
    const again = await new Bench().start(bench.storage.afterCrash('process'))
    expect(again.cleaner.dirtyOffset(again.log)).toBe(dirtyOffset)
    expect(again.cleaner.choose()).toBeUndefined()
  })

  test('a checkpoint that is damaged or points past the end counts as none', async () => {
    for (const content of ['', '0\n', 'x\n1\nt 0 5\n', '0\n1\nt 0 99999\n', '0\n3\nt 0 20\n']) {
      const bench = await new Bench().start()
      for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
      await bench.clean()
      const storage = bench.storage.afterCrash('process')
      const file = storage.open(`data/${CLEANER_FILE}`)
      file.truncate(0)
      file.write(text.encode(content), 0)
      const again = await new Bench().start(storage)
      expect(again.cleaner.dirtyOffset(again.log)).toBe(0)
      bench.storage = storage
      bench.log = again.log
      await again.clean()
      bench.judge()
    }
  })

  test('retention that takes segments while they are cleaned stops the cleaning', async () => {
    const bench = await new Bench({ deletes: true }).start()
    for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
    const chosen = bench.cleaner.choose()!
    const cleaning = bench.cleaner.clean(chosen)
    await bench.folder.moveLogStart(bench.log, bench.log.segments[3]!.baseOffset)
    expect(await cleaning).toBeUndefined()
    expect(bench.storage.list('data/t-0').filter(name => /cleaned|swap/.test(name))).toEqual([])
    await bench.clean()
    const expected = bench.committed()
    const again = await new Bench().start(bench.storage.afterCrash('process'))
    expect(again.committed()).toEqual(expected)
  })

  test('a topic that is deleted while it is cleaned leaves nothing behind', async () => {
    const bench = await new Bench().start()
    for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
    const cleaning = bench.cleaner.clean(bench.cleaner.choose()!)
    bench.folder.remove(bench.log)
    expect(await cleaning).toBeUndefined()
    expect(bench.storage.list('data').filter(name => name.startsWith('t-'))).toEqual([])
  })

  test('in the background: a round after each backoff, and none after stop', async () => {
    const bench = await new Bench().start()
    const timers: (() => void)[] = []
    bench.clock.setTimer = (delayMs, run) => {
      if (delayMs <= 0) queueMicrotask(run)
      else if (delayMs === 1) timers.push(run)
      return { cancel: () => void timers.splice(0) }
    }
    for (let n = 0; n < 40; n++) bench.put([['k', `value ${n}`]])
    bench.cleaner.start()
    timers.shift()!()
    while (timers.length === 0) await Promise.resolve()
    expect(bench.cleaner.choose()).toBeUndefined()
    await bench.cleaner.stop()
    expect(bench.faults).toEqual([])
    bench.judge()
  })

  test('a slice ends after 256 KiB: appends and reads go on meanwhile', async () => {
    const bench = await new Bench({ segmentBytes: 1 << 20 }).start()
    for (let n = 0; n < 40; n++) bench.put([[`k${n % 8}`, 'x'.repeat(40_000)]])
    bench.roll()
    let turns = 0
    const sleepers: (() => void)[] = []
    bench.clock.setTimer = (_, run) => {
      turns++
      sleepers.push(run)
      return { cancel: () => undefined }
    }
    const cleaning = bench.clean()
    let done = false
    void cleaning.then(() => (done = true))
    for (let n = 0; n < 200 && !done; n++) {
      for (let m = 0; m < 20; m++) await Promise.resolve()
      if (sleepers.length === 0) continue
      bench.put([['meanwhile', `${n}`]])
      bench.judge()
      sleepers.shift()!()
    }
    await cleaning
    expect(turns).toBeGreaterThanOrEqual(8)
    bench.judge()
  })
})

describe('the traps', () => {
  test('T4: segments whose offsets span more than an int32 are never put together', async () => {
    const bench = await new Bench({ segmentBytes: 1 << 20 }).start()
    const bases: number[] = []
    for (const end of [0, 1_000, 2_147_483_000, 2_147_484_000, 4_294_968_000]) {
      // The log's end is put far ahead, as compaction and years would.
      bench.roll()
      bench.log.logEndOffset = end
      bench.log.roll()
      bases.push(bench.put([[`k${end}`, 'v']]))
    }
    bench.roll()
    const [first, second, third] = bench.log.segments
    expect(fits(bench.log, first!, second!)).toBe(true)
    expect(fits(bench.log, first!, third!)).toBe(false)
    await bench.clean()
    expect(bench.committed().map(({ offset }) => offset)).toEqual(bases)
    for (const segment of bench.log.segments) {
      const index = bench.storage.readFile(segment.path('.timeindex'))
      if (index === undefined) continue
      const view = new DataView(index.buffer, index.byteOffset)
      for (let at = 8; at < index.length; at += 12) expect(view.getInt32(at)).toBeGreaterThanOrEqual(0)
    }
  })

  test('T4: a segment of another writer that spans more than an int32 is read whole, and cleaning splits it', async () => {
    const far = 5_000_000_000
    const origin = await new Bench({ segmentBytes: 1 << 20 }).start()
    origin.put([['a', '1']])
    origin.put([['b', '1']])
    await origin.folder.close()
    const storage = origin.storage.afterCrash('process')
    const path = 'data/t-0/00000000000000000000.log'
    const bytes = storage.readFile(path)!
    const second = new BatchHeader().at(bytes, 0).end
    // The base offset lies outside the checksum.
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    view.setBigInt64(second, BigInt(far))
    storage.open(path).write(bytes, 0)
    for (const name of storage.list('data/t-0'))
      if (name !== '00000000000000000000.log') storage.remove(`data/t-0/${name}`)
    storage.remove('data/recovery-point-offset-checkpoint')
    storage.remove('data/.kafka_cleanshutdown')
    const bench = await new Bench({ segmentBytes: 1 << 20 }).start(storage)
    expect(bench.log.logEndOffset).toBe(far + 1)
    expect(bench.committed().map(({ offset }) => offset)).toEqual([0, far])
    bench.roll()
    await bench.cleaner.cleanOne()
    expect(bench.log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, far, far + 1])
    expect(bench.committed().map(({ offset, value }) => [offset, value])).toEqual([
      [0, '1'],
      [far, '1'],
    ])
    await bench.start(bench.storage.afterCrash('process'))
    expect(bench.committed().map(({ offset }) => offset)).toEqual([0, far])
  })

  test('T5: the last batch of a producer stays, empty, and with it sequence, epoch and the end of the log', async () => {
    const bench = await new Bench().start()
    bench.put(
      [
        ['a', '1'],
        ['b', '1'],
      ],
      { pid: 7 },
    )
    bench.put(
      [
        ['a', '2'],
        ['b', '2'],
      ],
      { pid: 7 },
    )
    bench.put([['a', '3']])
    bench.put([['b', '3']])
    bench.roll()
    await bench.clean()
    bench.judge()
    const kept = bench
      .batches()
      .map(({ header }) => [header.baseOffset, header.lastOffset, header.recordCount])
    expect(kept).toEqual([
      [2, 3, 0],
      [4, 4, 1],
      [5, 5, 1],
    ])
    // Everything that was derived is lost: state must come back from the batches.
    const storage = bench.storage.afterCrash('process')
    for (const name of storage.list('data/t-0'))
      if (/snapshot|index/.test(name)) storage.remove(`data/t-0/${name}`)
    const again = await new Bench().start(storage)
    expect(again.log.logEndOffset).toBe(6)
    expect(again.log.producers.get(7)!.lastSequence).toBe(3)
    again.sequences.set(7, 4)
    again.put([['c', '1']], { pid: 7 })
  })

  test('T5: when nothing of the cleaned part is left, its last batch keeps the place', async () => {
    const bench = await new Bench().start()
    bench.put([['a', null]])
    bench.roll()
    await bench.clean()
    bench.clock.ms += DELETE_RETENTION_MS
    bench.put([['b', null]])
    bench.roll()
    await bench.clean()
    bench.clock.ms += DELETE_RETENTION_MS
    bench.put([['b', 'x']])
    bench.roll()
    await bench.clean()
    bench.judge()
    expect(bench.log.logEndOffset).toBe(3)
  })

  test('T6: a tombstone goes when delete.retention.ms has passed since cleaning first met it, not before and not never', async () => {
    const bench = await new Bench().start()
    bench.put([
      ['a', '1'],
      ['b', '1'],
    ])
    bench.put([['a', null]])
    bench.roll()
    // Long before the first cleaning: that time does not count.
    bench.clock.ms += 50 * DELETE_RETENTION_MS
    await bench.clean()
    const horizonMs = bench.clock.ms + DELETE_RETENTION_MS
    const withHorizon = () => bench.batches().filter(({ header }) => header.hasDeleteHorizon)
    expect(withHorizon().map(({ header }) => header.baseTimestamp)).toEqual([horizonMs])
    expect(withHorizon()[0]!.header.attributes & ATTRIBUTES.deleteHorizon).toBe(0x40)
    const again = async (key: string): Promise<void> => {
      bench.put([[key, 'x']])
      bench.roll()
      await bench.clean()
      bench.judge()
    }
    bench.clock.ms = horizonMs - 1
    await again('c')
    expect(bench.committed().filter(({ key }) => key === 'a')).toMatchObject([{ offset: 2, value: null }])
    expect(withHorizon().map(({ header }) => header.baseTimestamp)).toEqual([horizonMs])
    bench.clock.ms = horizonMs
    await again('d')
    expect(bench.committed().some(({ key }) => key === 'a')).toBe(false)
  })

  test('T7: a marker goes only when all data of its transaction has gone before, and its horizon has passed', async () => {
    const bench = await new Bench({ segmentBytes: 120 }).start()
    bench.put([['a', 'aborted']], { pid: 1, txn: true })
    const abort = bench.mark(1, false)
    bench.put([['b', '1']], { pid: 2, txn: true })
    bench.put([['c', '1']], { pid: 2, txn: true })
    const commit = bench.mark(2, true)
    // Both producers go on, so that no batch of theirs has to stay for their state.
    bench.put([['x', '1']], { pid: 1, txn: true })
    const lastAbort = bench.mark(1, true)
    bench.put([['y', '1']], { pid: 2, txn: true })
    const lastCommit = bench.mark(2, true)
    bench.roll()
    const pass = async (key: string): Promise<void> => {
      bench.put([[key, 'x']])
      bench.roll()
      await bench.clean()
      bench.judge()
    }
    // First pass: the aborted data goes, its marker is not hollow yet, and neither is the other.
    await bench.clean()
    bench.judge()
    expect(bench.batches().some(({ header }) => header.baseOffset === 0)).toBe(false)
    expect(bench.markers()).toEqual([abort, commit, lastAbort, lastCommit])
    bench.clock.ms += 100 * DELETE_RETENTION_MS
    // Second pass: the abort marker has nothing left: its time begins.
    await pass('p')
    expect(bench.markers()).toEqual([abort, commit, lastAbort, lastCommit])
    bench.clock.ms += DELETE_RETENTION_MS
    await pass('q')
    expect(bench.markers()).toEqual([commit, lastAbort, lastCommit])
    // Half of the committed data is superseded: the marker stays for the other half, whatever time passes.
    await pass('b')
    bench.clock.ms += 100 * DELETE_RETENTION_MS
    await pass('r')
    expect(bench.markers()).toContain(commit)
    await pass('c')
    await pass('s')
    expect(bench.markers()).toContain(commit)
    bench.clock.ms += DELETE_RETENTION_MS
    await pass('t')
    expect(bench.markers()).toEqual([lastAbort, lastCommit])
  })

  test('T7: aborted data stays aborted for as long as a copy of it lies anywhere, also in the tail in memory', async () => {
    const bench = await new Bench().start()
    bench.put([['a', 'aborted']], { pid: 1, txn: true })
    bench.mark(1, false)
    bench.put([['a', 'mine']], { pid: 1, txn: true })
    bench.mark(1, true)
    bench.roll()
    for (const key of ['p', 'q', 'r', 's']) {
      await bench.clean()
      bench.judge()
      bench.clock.ms += 2 * DELETE_RETENTION_MS
      bench.put([[key, 'x']])
      bench.roll()
    }
    expect(bench.committed().map(({ value }) => value)).not.toContain('aborted')
  })

  test('T8: nothing at or above the first undecided offset is cleaned', async () => {
    const bench = await new Bench({ segmentBytes: 120 }).start()
    bench.put([['k', '0']])
    bench.put([['k', '1']])
    bench.put([['t', 'open']], { pid: 1, txn: true })
    for (let n = 2; n < 8; n++) bench.put([['k', `${n}`]])
    bench.put([['u', 'aborted']], { pid: 2, txn: true })
    bench.mark(2, false)
    bench.roll()
    const above = (): Uint8Array[] =>
      bench
        .batches()
        .filter(({ header }) => header.baseOffset >= 2)
        .map(({ bytes }) => bytes.slice())
    const before = above()
    await bench.clean()
    bench.judge()
    expect(above()).toEqual(before)
    expect(bench.cleaner.dirtyOffset(bench.log)).toBeLessThanOrEqual(2)
    bench.mark(1, true)
    bench.roll()
    await bench.clean()
    bench.judge()
    expect(bench.committed().filter(({ key }) => key === 'k')).toMatchObject([{ value: '7' }])
  })

  test('T9: a reader at an offset that cleaning removed gets the next record above it, and passes empty ends', async () => {
    const bench = await new Bench().start()
    for (let n = 0; n < 30; n++) bench.put([['k', `${n}`]], { pid: 3 })
    bench.roll()
    await bench.clean()
    bench.judge()
    const bytes = read(bench.log, 5, bench.log.highWatermark, 1000, true)
    expect(new BatchHeader().at(bytes, 0).lastOffset).toBe(29)
  })
})

test('what is clean stays noted across the removal of a log of the same name', async () => {
  const bench = await new Bench().start()
  for (let n = 0; n < 40; n++) bench.put([[`k${n % 3}`, `value ${n}`]])
  await bench.clean()
  expect(readOffsets(bench.storage, `data/${CLEANER_FILE}`).get('t-0')).toBeGreaterThan(0)
  bench.folder.remove(bench.log)
  const log = bench.folder.partition({
    topic: 't',
    topicId: 'bbcdefghijklmnopqrstug',
    partition: 0,
    leaderEpoch: 0,
    config: bench.log.config,
  })
  expect(bench.cleaner.dirtyOffset(log)).toBe(0)
})
