import {
  BatchHeader,
  type Clock,
  ErrorCode,
  encodeTransactionMarker,
  RecordBatchBuilder,
  RecordCursor,
} from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { MemoryStorage } from '../storage/memory-storage.ts'
import type { StorageFile } from '../storage/storage.ts'
import { append } from './append.ts'
import { LOG_START_FILE, readOffsets } from './checkpoint-file.ts'
import type { Flush } from './durability.ts'
import { read, walkSegment } from './fetch.ts'
import { defaultLogConfig, type LogConfig } from './log-config.ts'
import { LogFolder } from './log-folder.ts'
import { batchForTimestamp, batchWithMaxTimestamp, recordForTimestamp } from './offset-lookup.ts'
import type { PartitionLog } from './partition-log.ts'
import { truncateTo } from './recovery.ts'

const clock: Clock = {
  nowMs: () => 1_000_000,
  monotonicMs: () => 0,
  setTimer: () => ({ cancel: () => undefined }),
}
const text = new TextEncoder()
const topicId = 'abcdefghijklmnopqrstug'

function batch(
  values: string[],
  options: { pid?: number; epoch?: number; seq?: number; txn?: boolean; time?: number } = {},
): Uint8Array {
  const builder = new RecordBatchBuilder(256)
  values.forEach((value, n) => {
    const bytes = text.encode(value)
    builder.append((options.time ?? 1000) + n, bytes, 0, 1, bytes, 0, bytes.length)
  })
  if (options.pid === undefined) return builder.build()
  return builder.build({
    producerId: options.pid,
    producerEpoch: options.epoch ?? 0,
    baseSequence: options.seq ?? 0,
    transactional: options.txn ?? false,
  })
}

async function open(
  storage: MemoryStorage,
  overrides: Partial<LogConfig> = {},
  flush: Flush = 'os',
): Promise<{ folder: LogFolder; log: PartitionLog }> {
  const folder = await LogFolder.open({ storage, clock, directory: 'data', flush })
  const config = { ...defaultLogConfig(), ...overrides }
  const log = folder.partition({ topic: 't', topicId, partition: 0, leaderEpoch: 0, config })
  await folder.settle()
  return { folder, log }
}

/** Everything from `offset` on as `offset:value`, read in fetches of at most `maxBytes`. */
function contents(log: PartitionLog, offset = log.logStartOffset, maxBytes = 100): string[] {
  const found: string[] = []
  const header = new BatchHeader()
  const cursor = new RecordCursor()
  for (let at = offset; at < log.highWatermark; ) {
    const bytes = read(log, at, log.highWatermark, maxBytes, true)
    if (bytes.length === 0) throw new Error(`nothing to read at ${at}`)
    for (let start = 0; start < bytes.length; start = header.at(bytes, start).end) {
      cursor.open(bytes, start)
      while (cursor.next()) {
        const value = new TextDecoder().decode(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd))
        if (cursor.offset >= offset && !header.at(bytes, start).isControl)
          found.push(`${cursor.offset}:${value}`)
        at = cursor.offset + 1
      }
    }
  }
  return found
}

/** Lets a file be read so many times, then fails: a read that never ends is an error, and no test that hangs. */
function guard(file: StorageFile, reads: number): void {
  const { read: original } = file
  let left = reads
  file.read = (target, position) => {
    if (left-- === 0) throw new Error('the file is read over and over')
    return original.call(file, target, position)
  }
}

const small: Partial<LogConfig> = { segmentBytes: 400, indexIntervalBytes: 100 }

function fill(log: PartitionLog, count: number): string[] {
  const expected: string[] = []
  for (let n = 0; n < count; n++) {
    const base = log.logEndOffset
    const values = n % 3 === 0 ? [`a${n}`, `b${n}`] : [`c${n}`]
    expect(append(log, batch(values, { time: 1000 + n * 10 }), 'client').errorCode).toBe(ErrorCode.NONE)
    expected.push(...values.map((value, m) => `${base + m}:${value}`))
  }
  return expected
}

describe('a partition log', () => {
  test('believes that nothing was aborted in a segment without batches, which has no files beside it', async () => {
    const storage = new MemoryStorage()
    const { folder, log } = await open(storage, small)
    fill(log, 12)
    await folder.close()
    const first = 'data/t-0/00000000000000000000'
    storage.open(`${first}.log`).truncate(0)
    for (const suffix of ['.index', '.timeindex', '.checksums']) storage.remove(`${first}${suffix}`)
    const again = (await open(storage, { ...small, compacts: true })).log
    expect(again.segments[0]!.sizeBytes).toBe(0)
    expect(again.abortedTxns(0, Number.POSITIVE_INFINITY)).toEqual([])
  })

  test('leaves nobody behind that watches over the folder when it is removed, and nobody waiting', async () => {
    const { folder, log } = await open(new MemoryStorage(), {}, 'batch')
    append(log, batch(['a']), 'client')
    expect(await log.durability.wait(1)).toBe(true)
    append(log, batch(['b']), 'client')
    const waiting = log.durability.wait(2)
    const before = folder.health.watchers
    folder.remove(log)
    expect(folder.health.watchers).toBe(before - 1)
    expect(await waiting).toBe(false)
    expect(await log.durability.wait(3)).toBe(false)
  })

  test('takes nothing any more once it closes: a marker behind the last sync would belie the clean stop', async () => {
    const storage = new MemoryStorage()
    const { folder, log } = await open(storage)
    append(log, batch(['a']), 'client')
    const closing = folder.close()
    await Promise.resolve()
    expect(append(log, batch(['b']), 'client').errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    expect(append(log, batch(['c']), 'coordinator').errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    await closing
    expect(contents((await open(storage)).log)).toEqual(['0:a'])
  })

  test('has no files before its first append', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage)
    expect(storage.list('data')).not.toContain('t-0')
    append(log, batch(['x']), 'client')
    expect(storage.list('data/t-0')).toEqual([
      '00000000000000000000.log',
      'leader-epoch-checkpoint',
      'partition.metadata',
    ])
  })

  test('gives back what was appended, at every offset and fetch size, from memory and from files', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage, small)
    log.tail.watch()
    const expected = fill(log, 40)
    expect(log.segments.length).toBeGreaterThan(5)
    expect(log.tail.startOffset).toBe(0)
    for (const cold of [false, true]) {
      if (cold) log.tail.clear()
      for (let offset = 0; offset < log.logEndOffset; offset++) {
        for (const maxBytes of [1, 90, 1000, 100000]) {
          expect(contents(log, offset, maxBytes)).toEqual(
            expected.filter(line => Number(line.split(':')[0]) >= offset),
          )
        }
      }
    }
  })

  test('keeps its tail in memory from when a fetch has reached its end, until 16 MiB came that nobody read', async () => {
    const storage = new MemoryStorage()
    const { folder, log } = await open(storage)
    const isKept = (): boolean => log.tail.startOffset <= log.logEndOffset
    append(log, batch(['a']), 'client')
    expect(isKept()).toBe(false)
    read(log, 0, 1, 60, true)
    append(log, batch(['b']), 'client')
    expect(isKept()).toBe(false)
    read(log, 1, 2, 1000, true)
    append(log, batch(['c']), 'client')
    expect(log.tail.startOffset).toBe(2)
    const large = batch(['x'.repeat(900_000)])
    for (let n = 0; n < 17; n++) append(log, large.slice(), 'client')
    expect(log.tail.startOffset).toBe(2)
    read(log, 10, 15, 1000, true)
    for (let n = 0; n < 18; n++) append(log, large.slice(), 'client')
    expect(log.tail.startOffset).toBe(2)
    expect(folder.tailBytes).toBeGreaterThan(30_000_000)
    append(log, large.slice(), 'client')
    expect(isKept()).toBe(false)
    expect(folder.tailBytes).toBe(0)
    expect(contents(log, 0, 4_000_000).length).toBe(39)
    append(log, batch(['d']), 'client')
    expect(log.tail.startOffset).toBe(39)
  })

  test('never writes into the bytes it was handed, and lends bytes that stay', async () => {
    const { log } = await open(new MemoryStorage())
    log.tail.watch()
    append(log, batch(['first']), 'client')
    const lent = batch(['second'])
    const before = lent.slice()
    append(log, lent, 'client')
    expect(lent).toEqual(before)
    const view = read(log, 0, 2, 1000, true)
    const copy = view.slice()
    for (let n = 0; n < 50; n++) append(log, batch([`more ${n}`]), 'client')
    expect(view).toEqual(copy)
  })

  test('opens again as it was closed: cleanly, after kill -9, and with every derived file damaged', async () => {
    for (const damage of ['none', 'kill', 'truncate-indexes', 'garbage-indexes', 'no-indexes'] as const) {
      const first = new MemoryStorage()
      const { folder, log } = await open(first, small)
      const expected = fill(log, 30)
      const atTime = recordForTimestamp(batchForTimestamp(log, 1055, 0, log.highWatermark)!, 1055, 0)!
      if (damage !== 'kill') await folder.close()
      const second = first.afterCrash('process')
      for (const name of second.list('data/t-0')) {
        if (!/index$/.test(name)) continue
        const path = `data/t-0/${name}`
        if (damage === 'no-indexes') second.remove(path)
        if (damage === 'truncate-indexes') second.open(path).truncate(5)
        if (damage === 'garbage-indexes')
          second.open(path).write(
            Uint8Array.from({ length: 24 }, (_, n) => n * 37),
            0,
          )
      }
      const reopened = await open(second, small)
      expect(contents(reopened.log)).toEqual(expected)
      expect(reopened.log.logEndOffset).toBe(log.logEndOffset)
      expect(append(reopened.log, batch(['after']), 'client').baseOffset).toBe(log.logEndOffset)
      const found = batchForTimestamp(reopened.log, 1055, 0, reopened.log.highWatermark)!
      expect(recordForTimestamp(found, 1055, 0)).toEqual(atTime)
    }
  })

  test('cut at every byte, it keeps exactly the batches that are whole', async () => {
    const origin = new MemoryStorage()
    const { log } = await open(origin)
    const expected = fill(log, 12)
    const file = origin.readFile('data/t-0/00000000000000000000.log')!
    const ends: [number, number][] = []
    const header = new BatchHeader()
    for (let at = 0; at < file.length; at = header.end)
      ends.push([header.at(file, at).end, header.nextOffset])
    for (let cut = 0; cut <= file.length; cut++) {
      const storage = origin.afterCrash('process')
      storage.open('data/t-0/00000000000000000000.log').truncate(cut)
      const reopened = await open(storage)
      const whole = ends.filter(([end]) => end <= cut).at(-1)?.[1] ?? 0
      expect(reopened.log.logEndOffset).toBe(whole)
      expect(contents(reopened.log)).toEqual(expected.filter(line => Number(line.split(':')[0]) < whole))
      expect(storage.stat('data/t-0/00000000000000000000.log')!.sizeBytes).toBe(
        ends.filter(([end]) => end <= cut).at(-1)?.[0] ?? 0,
      )
    }
  })

  test('finds offsets by time', async () => {
    const { log } = await open(new MemoryStorage(), small)
    fill(log, 40)
    for (let time = 990; time < 1400; time += 5) {
      const found = batchForTimestamp(log, time, 0, log.highWatermark)
      const offset = found === undefined ? -1 : recordForTimestamp(found, time, 0)!.offset
      let slow = -1
      const cursor = new RecordCursor()
      const header = new BatchHeader()
      for (let at = 0; at < log.logEndOffset && slow < 0; ) {
        const bytes = read(log, at, log.logEndOffset, 1, true)
        cursor.open(bytes, 0)
        while (cursor.next() && slow < 0) if (cursor.timestamp >= time) slow = cursor.offset
        at = header.at(bytes, 0).nextOffset
      }
      expect(offset).toBe(slow)
    }
    const last = batchWithMaxTimestamp(log, log.highWatermark)!
    expect(recordForTimestamp(last, 1391, 0)?.timestamp).toBe(1391)
  })

  test('cut back and appended to again, it is as if the rest had never been', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage, small)
    const expected = fill(log, 30)
    truncateTo(log, 17)
    const end = log.logEndOffset
    expect(end).toBeLessThanOrEqual(17)
    expect(contents(log)).toEqual(expected.filter(line => Number(line.split(':')[0]) < end))
    expect(append(log, batch(['new']), 'client').baseOffset).toBe(end)
    const again = await open(storage.afterCrash('process'), small)
    expect(contents(again.log).at(-1)).toBe(`${end}:new`)
  })

  test('a cleaning that was decided is completed, one that was not is forgotten', async () => {
    const storage = new MemoryStorage()
    const { folder, log } = await open(storage, small)
    const expected = fill(log, 30)
    const [first, second, third] = log.segments.map(({ baseOffset }) => String(baseOffset).padStart(20, '0'))
    await folder.close()
    const at = (name: string): string => `data/t-0/${name}`
    // Cleaned, the first two segments have become one: here with nothing left out.
    const both = Uint8Array.from([
      ...storage.readFile(at(`${first}.log`))!,
      ...storage.readFile(at(`${second}.log`))!,
    ])
    storage.open(at(`${first}.log.swap`), { create: true }).write(both, 0)
    storage.rename(at(`${second}.log`), at(`${second}.log.deleted`))
    storage.open(at(`${third}.log.cleaned`), { create: true }).write(both, 0)
    const again = await open(storage.afterCrash('process'), small)
    expect(contents(again.log)).toEqual(expected)
    expect(again.log.segments.map(({ baseOffset }) => baseOffset)).not.toContain(Number(second))
    expect(again.log.storage.list('data/t-0').filter(name => /swap|cleaned|deleted/.test(name))).toEqual([])
  })

  test('a moved start survives kill -9 and hides what lies below', async () => {
    const storage = new MemoryStorage()
    const { folder, log } = await open(storage, small)
    const expected = fill(log, 30)
    await folder.moveLogStart(log, 11)
    expect(log.segments[0]!.baseOffset).toBeLessThanOrEqual(11)
    const again = await open(storage.afterCrash('process'), small)
    expect(again.log.logStartOffset).toBe(11)
    expect(contents(again.log)).toEqual(expected.filter(line => Number(line.split(':')[0]) >= 11))
  })

  test('a sealed segment that was cut off while it is open is told, wherever it was cut; what is whole is served', async () => {
    const header = new BatchHeader()
    for (const left of [0, 1, 30, 60, 61, 62]) {
      const storage = new MemoryStorage()
      const { log } = await open(storage, small)
      const expected = fill(log, 30)
      log.tail.clear()
      const segment = log.segments[0]!
      let last = 0
      let lastOffset = 0
      walkSegment(segment, 0, segment.sizeBytes, (bytes, start, position) => {
        last = position
        lastOffset = header.at(bytes, start).baseOffset
        return true
      })
      guard(segment.file, 1000)
      storage.open(segment.path('.log')).truncate(last + left)
      for (const maxBytes of [1, 100, 1 << 20]) {
        expect(() => read(log, lastOffset, log.highWatermark, maxBytes, true), `${left}`).toThrow(
          expect.objectContaining({ code: 'LOG_DAMAGED' }),
        )
        const before = read(log, lastOffset - 1, log.highWatermark, maxBytes, true)
        expect(header.at(before, 0).lastOffset).toBe(lastOffset - 1)
        const behind = log.segments[1]!.baseOffset
        expect(contents(log, behind)).toEqual(expected.filter(line => Number.parseInt(line, 10) >= behind))
      }
    }
  })

  test('a start that the power has spared and the records not: the folder opens, empty there, and goes on', async () => {
    let met = 0
    for (let seed = 1; seed <= 40; seed++) {
      const storage = new MemoryStorage({ seed })
      const { folder, log } = await open(storage, {})
      fill(log, 10)
      await log.durability.flush()
      fill(log, 20)
      const start = log.highWatermark
      await folder.moveLogStart(log, start - 1)
      const again = await open(storage.afterCrash('power'), {})
      expect(again.log.logStartOffset, `seed ${seed}`).toBe(start - 1)
      if (again.log.logEndOffset === start - 1) met++
      const base = again.log.logEndOffset
      expect(append(again.log, batch(['x']), 'client').baseOffset).toBe(base)
      expect(contents(again.log, base)).toEqual([`${base}:x`])
    }
    expect(met).toBeGreaterThan(0)
  })

  test('a start is not moved where the log is removed before its turn, nor noted under its name', async () => {
    for (const microtasks of [0, 1, 2, 3, 4]) {
      const storage = new MemoryStorage()
      const { folder, log } = await open(storage, small)
      fill(log, 30)
      const moved = folder.moveLogStart(log, 11)
      for (let n = 0; n < microtasks; n++) await Promise.resolve()
      folder.remove(log)
      const forgotten = folder.forgetRemoved()
      await moved
      expect(log.logStartOffset, `${microtasks} microtasks`).toBe(0)
      await forgotten
      expect(readOffsets(storage, `data/${LOG_START_FILE}`).has('t-0'), `${microtasks}`).toBe(false)
      expect(storage.list('data').filter(name => name.startsWith('t-0'))).toEqual([])
      await folder.moveLogStart(log, 12)
      expect(readOffsets(storage, `data/${LOG_START_FILE}`).has('t-0')).toBe(false)
    }
  })

  test('a start is not moved where the log closes before its turn, and no timer is left', async () => {
    for (const microtasks of [0, 1, 2, 3, 4]) {
      const storage = new MemoryStorage()
      const { folder, log } = await open(storage, small)
      const expected = fill(log, 30)
      const moved = folder.moveLogStart(log, log.highWatermark)
      for (let n = 0; n < microtasks; n++) await Promise.resolve()
      const closed = folder.close()
      await Promise.all([moved, closed])
      expect(log.logStartOffset, `${microtasks} microtasks`).toBe(0)
      await folder.moveLogStart(log, log.highWatermark)
      expect(log.logStartOffset).toBe(0)
      expect(storage.list('data/t-0').filter(name => name.endsWith('.deleted'))).toEqual([])
      expect(contents((await open(storage, small)).log)).toEqual(expected)
    }
  })
})

describe('durability', () => {
  test('with flush batch readers see nothing that is not durable, and one sync serves all', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage, {}, 'batch')
    const results = [batch(['a']), batch(['b']), batch(['c'])].map(bytes => append(log, bytes, 'client'))
    expect(log.highWatermark).toBe(0)
    const before = storage.operations
    expect(await Promise.all(results.map(result => log.durability.pending(result.endOffset)))).toEqual([
      true,
      true,
      true,
    ])
    expect(log.highWatermark).toBe(3)
    const syncs = storage.operations - before
    append(log, batch(['d']), 'client')
    await log.durability.pending(4)
    expect(storage.operations - before - syncs).toBe(2)
  })

  test('after a failed sync nothing is acknowledged any more', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage, {}, 'batch')
    append(log, batch(['a']), 'client')
    await log.durability.wait(1)
    const result = append(log, batch(['b']), 'client')
    storage.fail({ at: storage.operations + 1, code: 'EIO' })
    expect(await log.durability.pending(result.endOffset)).toBe(false)
    expect(append(log, batch(['c']), 'client').errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    expect(log.highWatermark).toBe(1)
  })

  test('a full disk refuses, leaves nothing behind, and heals', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage)
    append(log, batch(['a']), 'client')
    storage.fail({ at: storage.operations + 1, code: 'ENOSPC' })
    expect(append(log, batch(['b']), 'client').errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    storage.heal()
    expect(append(log, batch(['c']), 'client').baseOffset).toBe(1)
    log.tail.clear()
    expect(contents(log)).toEqual(['0:a', '1:c'])
    const again = await open(storage.afterCrash('process'))
    expect(contents(again.log)).toEqual(['0:a', '1:c'])
  })
})

describe('producers', () => {
  test('sequences: in order, duplicates of the last five, gaps, new epochs, wrap', async () => {
    const { log } = await open(new MemoryStorage())
    const send = (seq: number, count = 1, epoch = 0) =>
      append(
        log,
        batch(
          Array.from({ length: count }, () => 'x'),
          { pid: 7, seq, epoch },
        ),
        'client',
      )
    expect(send(5).errorCode).toBe(ErrorCode.NONE)
    expect(send(7).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect(send(6, 2)).toMatchObject({ errorCode: ErrorCode.NONE, baseOffset: 1 })
    for (const seq of [8, 9, 10, 11]) send(seq)
    expect(send(6, 2)).toMatchObject({ errorCode: ErrorCode.NONE, baseOffset: 1 })
    expect(send(5).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect(send(3, 1, 1).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect(send(0, 1, 1).errorCode).toBe(ErrorCode.NONE)
    expect(send(12, 1, 0).errorCode).toBe(ErrorCode.INVALID_PRODUCER_EPOCH)
    expect(log.logEndOffset).toBe(8)
    const wrap = (seq: number, count: number) =>
      append(
        log,
        batch(
          Array.from({ length: count }, () => 'x'),
          { pid: 8, seq },
        ),
        'client',
      )
    expect(wrap(2147483646, 3).errorCode).toBe(ErrorCode.NONE)
    expect(wrap(1, 1).errorCode).toBe(ErrorCode.NONE)
  })

  test('the window of five and open transactions survive a clean stop and kill -9', async () => {
    for (const clean of [true, false]) {
      const storage = new MemoryStorage()
      const { folder, log } = await open(storage, small)
      for (let seq = 0; seq < 9; seq++) append(log, batch(['x'], { pid: 7, seq }), 'client')
      append(log, batch(['t'], { pid: 9, txn: true }), 'client')
      if (clean) await folder.close()
      const again = await open(storage.afterCrash('process'), small)
      expect([...again.log.producers.states.values()].map(s => ({ ...s, lastSeenMs: 0 }))).toEqual(
        [...log.producers.states.values()].map(s => ({ ...s, lastSeenMs: 0 })),
      )
      expect(again.log.lastStableOffset).toBe(9)
      expect(append(again.log, batch(['x'], { pid: 7, seq: 5 }), 'client').baseOffset).toBe(5)
    }
  })

  test('the last stable offset waits for markers, and aborted transactions are listed by first offset', async () => {
    const storage = new MemoryStorage()
    const { log } = await open(storage, small)
    append(log, batch(['a'], { pid: 1, txn: true }), 'client')
    append(log, batch(['b'], { pid: 2, txn: true }), 'client')
    append(log, batch(['c']), 'client')
    expect(log.lastStableOffset).toBe(0)
    append(log, encodeTransactionMarker('ABORT', 2, 0, 0, 1), 'coordinator')
    expect(log.lastStableOffset).toBe(0)
    append(log, encodeTransactionMarker('ABORT', 1, 0, 0, 1), 'coordinator')
    expect(log.lastStableOffset).toBe(5)
    const expected = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 2, firstOffset: 1 },
    ]
    expect(log.abortedTxns(0, 5)).toMatchObject(expected)
    expect(log.abortedTxns(4, 5)).toMatchObject([{ producerId: 1 }])
    fill(log, 30)
    const again = await open(storage.afterCrash('process'), small)
    expect(again.log.abortedTxns(0, 5)).toMatchObject(expected)
    expect(again.log.lastStableOffset).toBe(again.log.logEndOffset)
  })

  test('while a transaction is open only transactional batches are taken', async () => {
    const { log } = await open(new MemoryStorage())
    append(log, batch(['a'], { pid: 1, txn: true }), 'client')
    expect(append(log, batch(['b'], { pid: 1, seq: 1 }), 'client').errorCode).toBe(
      ErrorCode.INVALID_TXN_STATE,
    )
  })
})

describe('what a client may not send', () => {
  const cases: [string, (bytes: Uint8Array, view: DataView) => Uint8Array, number][] = [
    [
      'a flipped bit',
      bytes => {
        bytes[70]! ^= 1
        return bytes
      },
      ErrorCode.CORRUPT_MESSAGE,
    ],
    ['a cut batch', bytes => bytes.subarray(0, 80), ErrorCode.CORRUPT_MESSAGE],
    [
      'an old magic',
      (bytes, view) => {
        view.setInt8(16, 1)
        return bytes
      },
      ErrorCode.INVALID_RECORD,
    ],
    ['two batches', bytes => Uint8Array.from([...bytes, ...bytes]), ErrorCode.INVALID_RECORD],
    [
      'a base offset',
      (bytes, view) => {
        view.setInt32(4, 5)
        return bytes
      },
      ErrorCode.INVALID_RECORD,
    ],
    ['nothing', () => new Uint8Array(0), ErrorCode.CORRUPT_MESSAGE],
  ]
  for (const [what, spoil, code] of cases) {
    test(what, async () => {
      const { log } = await open(new MemoryStorage())
      // A copy: a built batch counts as checked, and its array must not be written to.
      const bytes = batch(['some value that is long enough']).slice()
      expect(append(log, spoil(bytes, new DataView(bytes.buffer)), 'client').errorCode).toBe(code)
      expect(log.logEndOffset).toBe(0)
    })
  }

  test('a control batch, a batch too large, one too far in the future', async () => {
    const { log } = await open(new MemoryStorage(), { maxMessageBytes: 100 })
    expect(append(log, encodeTransactionMarker('COMMIT', 1, 0, 0, 1), 'client').errorCode).toBe(
      ErrorCode.INVALID_RECORD,
    )
    expect(append(log, batch(['x'.repeat(200)]), 'client').errorCode).toBe(ErrorCode.MESSAGE_TOO_LARGE)
    expect(append(log, batch(['x'], { time: 1_000_000 + 3_600_001 }), 'client').errorCode).toBe(
      ErrorCode.INVALID_TIMESTAMP,
    )
  })

  test('a record without a key in a compacted topic', async () => {
    const { log } = await open(new MemoryStorage(), { compacts: true })
    const builder = new RecordBatchBuilder(256)
    builder.append(1, null, 0, 0, text.encode('v'), 0, 1)
    expect(append(log, builder.build(), 'client').errorCode).toBe(ErrorCode.INVALID_RECORD)
    expect(append(log, batch(['k']), 'client').errorCode).toBe(ErrorCode.NONE)
  })
})
