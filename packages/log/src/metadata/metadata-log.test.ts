import {
  type Clock,
  ErrorCode,
  encodeMetadataRecord,
  encodeTransactionMarker,
  featureLevelRecordData,
  RecordBatchBuilder,
} from '@moldau/protocol'
import { expect, test } from 'vitest'
import { append } from '../partition/append.ts'
import { LogFolder } from '../partition/log-folder.ts'
import { retainedFrom } from '../partition/retention.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { MetadataLog } from './metadata-log.ts'

const clock: Clock = {
  nowMs: () => 1_000,
  monotonicMs: () => 0,
  setTimer: () => ({ cancel: () => undefined }),
}
const feature = (name: string, featureLevel: number) =>
  encodeMetadataRecord(featureLevelRecordData, 0, featureLevelRecordData.make({ name, featureLevel }))
/** A record of a kind that no Kafka knows yet: frame 1, key 99, version 0, then whatever it holds. */
const unknown = Uint8Array.of(1, 99, 0, 42, 43)

const faults: unknown[] = []

async function open(storage: MemoryStorage, snapshotEveryBytes = 1 << 30) {
  const folder = await LogFolder.open({ storage, clock, directory: 'data', flush: 'os' })
  return {
    folder,
    metadata: await MetadataLog.open(folder, 1, { snapshotEveryBytes, onFault: fault => faults.push(fault) }),
  }
}

test('a change is there after the loss of power as soon as it has settled', async () => {
  const storage = new MemoryStorage()
  const { metadata } = await open(storage)
  await metadata.change(() => [feature('a', 3)])
  const again = await open(storage.afterCrash('power'))
  expect(again.metadata.image.features.get('a')).toBe(3)
})

test('a change sees the one before it, and an empty one writes nothing', async () => {
  const storage = new MemoryStorage()
  const { metadata } = await open(storage)
  const levels: (number | undefined)[] = []
  const bump = () =>
    metadata.change(image => {
      levels.push(image.features.get('n'))
      return [feature('n', (image.features.get('n') ?? 0) + 1)]
    })
  await Promise.all([bump(), bump(), bump()])
  expect(levels).toEqual([undefined, 1, 2])
  const before = storage.operations
  await metadata.change(() => [])
  expect(storage.operations).toBe(before)
})

test('snapshots take over from the log, keep what nobody knows, and survive kill -9 and the loss of power', async () => {
  for (const mode of ['process', 'power'] as const) {
    const storage = new MemoryStorage({ seed: 9 })
    const { metadata } = await open(storage, 600)
    await metadata.change(() => [unknown])
    for (let n = 1; n <= 40; n++) await metadata.change(() => [feature(`f${n % 7}`, n)])
    const expected = [...metadata.image.features].sort()
    expect(
      storage.list('data/__cluster_metadata-0').filter(name => name.endsWith('.checkpoint')),
    ).toHaveLength(1)
    const again = await open(storage.afterCrash(mode), 600)
    expect([...again.metadata.image.features].sort()).toEqual(expected)
    expect(again.metadata.image.records().at(-1)).toEqual(unknown)
    await again.metadata.change(() => [feature('later', 1)])
    expect(again.metadata.image.features.get('later')).toBe(1)
  }
})

test('a snapshot without its footer is none: the one before it counts', async () => {
  const storage = new MemoryStorage()
  const { metadata, folder } = await open(storage)
  await metadata.change(() => [feature('a', 1)])
  await metadata.snapshot()
  await folder.close()
  const directory = 'data/__cluster_metadata-0'
  const name = storage.list(directory).find(each => each.endsWith('.checkpoint'))!
  const bytes = storage.readFile(`${directory}/${name}`)!
  const torn = storage.open(`${directory}/99999999999999999999-0000000009.checkpoint`, { create: true })
  torn.write(bytes, 0, 0, bytes.length - 10)
  const again = await open(storage)
  expect(again.metadata.image.features.get('a')).toBe(1)
})

test('the version moves with the image, not with the log while a change is synced, and is the same after a replay', async () => {
  let holds = false
  let letGo: () => void = () => undefined
  const medium = () => (holds ? new Promise<void>(resolve => (letGo = resolve)) : Promise.resolve())
  const storage = new MemoryStorage({ medium })
  const { folder, metadata } = await open(storage)
  const before = metadata.version
  const log = [...folder.logs][0]!
  const endOffset = log.logEndOffset
  holds = true
  let settled = false
  const changed = metadata.change(() => [feature('a', 3)]).then(() => (settled = true))
  for (let n = 0; n < 100; n++) await Promise.resolve()
  expect([settled, log.logEndOffset]).toEqual([false, endOffset + 1])
  expect([metadata.image.features.has('a'), metadata.version]).toEqual([false, before])
  holds = false
  letGo()
  await changed
  expect([metadata.image.features.has('a'), metadata.version]).toEqual([true, endOffset + 1])
  await folder.close()
  // The openings' own records, LeaderChange, are none of the image's.
  for (let n = 0; n < 2; n++) {
    const again = await open(storage)
    expect(again.metadata.version).toBe(endOffset + 1)
    await again.folder.close()
  }
})

test('a snapshot that the disk has no room for fails no change, is told of, and is tried again later', async () => {
  const storage = new MemoryStorage()
  const { metadata } = await open(storage, 600)
  const checkpoints = () =>
    storage.list('data/__cluster_metadata-0').filter(name => name.includes('.checkpoint'))
  const opened = storage.open.bind(storage)
  storage.open = (path, options) => {
    const file = opened(path, options)
    const write: typeof file.write = () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    return path.endsWith('.checkpoint.tmp') ? { ...file, write } : file
  }
  faults.length = 0
  for (let n = 1; n <= 20; n++) await metadata.change(() => [feature(`f${n}`, n)])
  expect(metadata.image.features.get('f20')).toBe(20)
  expect(faults.length).toBeGreaterThan(1)
  expect(faults[0]).toMatchObject({ code: 'ENOSPC' })
  expect(checkpoints().filter(name => !name.endsWith('.tmp'))).toEqual([])
  storage.open = opened
  const told = faults.length
  for (let n = 21; n <= 22; n++) await metadata.change(() => [feature(`f${n}`, n)])
  expect([faults.length, checkpoints().length]).toEqual([told, 1])
  expect(checkpoints()[0]).toMatch(/checkpoint$/)
  const again = await open(storage.afterCrash('power'))
  expect(again.metadata.image.features.get('f22')).toBe(22)
})

test('every opening begins a leader epoch', async () => {
  const storage = new MemoryStorage()
  for (const epoch of [1, 2, 3]) {
    const { folder } = await open(storage)
    const [log] = [...folder.logs]
    expect(log!.leaderEpoch).toBe(epoch)
    expect(log!.epochs.latest).toBe(epoch)
    await folder.close()
  }
})

test('retention lets whole old segments go, by time and by size, and -1 keeps everything', async () => {
  const storage = new MemoryStorage()
  const folder = await LogFolder.open({ storage, clock, directory: 'other', flush: 'os' })
  const { defaultLogConfig } = await import('../partition/log-config.ts')
  const base = { ...defaultLogConfig(), segmentBytes: 150, retentionMs: -1 }
  const log = folder.partition({
    topic: 't',
    topicId: 'abcdefghijklmnopqrstug',
    partition: 0,
    leaderEpoch: 0,
    config: base,
  })
  for (let n = 0; n < 10; n++) {
    const builder = new RecordBatchBuilder(256)
    builder.append(n * 10, null, 0, 0, new Uint8Array(40), 0, 40)
    expect(append(log, builder.build(), 'client').errorCode).toBe(ErrorCode.NONE)
  }
  expect(log.segments).toHaveLength(10)
  expect(retainedFrom(log, 1e15)).toBe(0)
  log.config = { ...base, retentionMs: 50 }
  expect(retainedFrom(log, 100)).toBe(5)
  expect(retainedFrom(log, 1e15)).toBe(10)
  log.config = { ...base, retentionMs: 50, compacts: true }
  // Windowed changelogs are judged by their own newest record, 90.
  expect(retainedFrom(log, 1e15)).toBe(4)
  // The time of a commit marker is today's and makes no record old.
  expect(append(log, encodeTransactionMarker('COMMIT', 7, 0, 0, 1e12), 'coordinator').errorCode).toBe(
    ErrorCode.NONE,
  )
  expect(retainedFrom(log, 1e15)).toBe(4)
  log.config = { ...base, retentionBytes: 330 }
  const kept = log.segments.slice(retainedFrom(log, 0)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  expect(kept).toBeGreaterThanOrEqual(330)
  expect(kept).toBeLessThan(330 + 2 * 112)
})
