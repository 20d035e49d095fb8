/**
 * Damage, byte by byte: whatever is wrong with a file, what was acknowledged is there, or a reader (or the one who starts the
 * broker) is told that it is not. Never is a record served that nobody wrote.
 *
 * By default every seventh byte or so; MOLDAU_DAMAGE_STEP=1 tries all of them.
 */
import type { MemoryStorage } from '@moldau/log'
import { ApiKey, BatchHeader, checkBatch, ErrorCode, MoldauError, RecordCursor } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { Home } from './broker-home.ts'

const STEP = Number(process.env.MOLDAU_DAMAGE_STEP ?? 7)
const LOG = 'data/t-0/00000000000000000000.log'

/** A folder with a topic of several segments: plain, idempotent and aborted records, and what a reader sees of it. */
async function written(segments = true): Promise<{ home: Home; rows: string[]; committed: string[] }> {
  const home = await new Home(
    segments ? { 'log.roll.ms': 5, 'log.index.interval.bytes': 100 } : { 'log.index.interval.bytes': 4096 },
  ).start()
  await home.create('t')
  const { producerId, producerEpoch } = await begin(home, 'x')
  for (let n = 0; n < 24; n++) {
    if (segments && n % 6 === 0) await home.clock.advance(10)
    await home.produce('t', [
      { key: `k${n}`, value: `value ${n}`, timestamp: home.clock.ms - 5_000 + ((n * 7) % 24) },
      { key: 'second', value: `of ${n}` },
    ])
    if (n % 8 === 3) await transact(home, 'x', producerId, producerEpoch, `aborted ${n}`)
  }
  // The recovery point is noted: what lies below is known to have been synced.
  await home.clock.advance(61_000)
  return { home, rows: await rowsOf(home, 0), committed: await rowsOf(home, 1) }
}

async function begin(home: Home, transactionalId: string) {
  for (let tries = 0; ; tries++) {
    const response = await home.send(
      ApiKey.InitProducerId,
      { transactionalId, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
      4,
    )
    if (response.errorCode === ErrorCode.NONE) return response
    if (tries === 20) throw new Error(`InitProducerId failed with ${response.errorCode}`)
    await home.clock.advance(50)
  }
}

let sequence = 0

async function transact(home: Home, transactionalId: string, id: number, epoch: number, value: string) {
  await home.send(
    ApiKey.AddPartitionsToTxn,
    {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: id,
      v3AndBelowProducerEpoch: epoch,
      v3AndBelowTopics: [{ name: 't', partitions: [0] }],
    },
    3,
  )
  const { batchOf, outside } = await import('./broker-home.ts')
  const identity = { producerId: id, producerEpoch: epoch, baseSequence: sequence++, transactional: true }
  const records = outside(batchOf([{ key: 'txn', value }], home.clock.ms, 'none', identity))
  await home.send(
    ApiKey.Produce,
    {
      acks: -1,
      transactionalId,
      topicData: [{ name: 't', partitionData: [{ index: 0, records }] }],
    },
    9,
  )
  await home.send(
    ApiKey.EndTxn,
    { transactionalId, producerId: id, producerEpoch: epoch, committed: false },
    3,
  )
  await home.clock.advance(1)
}

/** What a reader gets from the start on; stops, and says so, at the first error or at bytes that do not hold. */
async function rowsOf(home: Home, isolationLevel: number, from?: number): Promise<string[]> {
  const rows: string[] = []
  const start = from ?? (await home.listOffset('t', -2)).offset
  const end = await home.listOffset('t', -1)
  for (let at = start; at < end.offset; ) {
    const partition = { partition: 0, fetchOffset: at, partitionMaxBytes: 400 }
    const response = await home.fetch({
      isolationLevel,
      topics: [{ topic: 't', topicId: '', partitions: [partition as never] }],
    })
    const data = response.responses[0]!.partitions[0]!
    if (data.errorCode !== ErrorCode.NONE) return [...rows, `error ${data.errorCode} at ${at}`]
    const bytes = data.records ?? new Uint8Array(0)
    if (bytes.length === 0) return [...rows, `nothing at ${at}`]
    const aborted = [...(data.abortedTransactions ?? [])].sort((a, b) => a.firstOffset - b.firstOffset)
    const dropping = new Set<number>()
    const header = new BatchHeader()
    for (let from = 0; from < bytes.length; from = header.at(bytes, from).end) {
      // The client's own check of what it was given.
      if (checkBatch(bytes, from, bytes.length) !== 'ok') return [...rows, `corrupt at ${at}`]
      header.at(bytes, from)
      const { producerId, lastOffset, isControl, isTransactional, nextOffset } = header
      while (aborted.length > 0 && aborted[0]!.firstOffset <= lastOffset)
        dropping.add(aborted.shift()!.producerId)
      if (isControl) dropping.delete(producerId)
      else if (isolationLevel === 0 || !isTransactional || !dropping.has(producerId)) {
        const cursor = new RecordCursor().open(bytes, from)
        while (cursor.next()) {
          if (cursor.offset < at) continue
          const { bytes: of, keyStart, keyEnd, valueStart, valueEnd } = cursor
          const text = (a: number, b: number): string => new TextDecoder().decode(of.subarray(a, b))
          rows.push(`${cursor.offset}:${text(keyStart, keyEnd)}=${text(valueStart, valueEnd)}`)
        }
      }
      at = nextOffset
    }
  }
  return rows
}

const isReport = (row: string): boolean => /^(error|corrupt|nothing) /.test(row)

/** Starts on a disk that is the first one's, damaged; `undefined` where the start was refused with a reason. */
async function startOn(storage: MemoryStorage): Promise<Home | undefined> {
  try {
    return await new Home().start(storage)
  } catch (error) {
    if (!(error instanceof MoldauError)) throw error
    expect(['LOG_DAMAGED', 'METADATA_DAMAGED', 'FOLDER_FOREIGN']).toContain(error.code)
    expect(error.detail).toMatch(/data/)
    return undefined
  }
}

/** Files of the partition's folder, read before the disk is copied again and again. */
function filesOf(origin: MemoryStorage, kind: RegExp): [string, Uint8Array][] {
  const names = origin.list('data/t-0').filter(name => kind.test(name))
  return names.map(name => [name, origin.readFile(`data/t-0/${name}`)!])
}

/** What is read must be what was written, up to a report; and where nothing is reported, all of it. */
function judge(seen: readonly string[], expected: readonly string[], what: string): 'whole' | 'reported' {
  const reported = seen.length > 0 && isReport(seen[seen.length - 1]!)
  const rows = reported ? seen.slice(0, -1) : seen
  expect([what, rows]).toEqual([what, expected.slice(0, rows.length)])
  if (!reported) expect([what, rows.length]).toEqual([what, expected.length])
  return reported ? 'reported' : 'whole'
}

async function judged(home: Home, expected: { rows: string[]; committed: string[] }, what: string) {
  const plain = judge(await rowsOf(home, 0), expected.rows, what)
  judge(await rowsOf(home, 1), expected.committed, `${what}, committed`)
  return plain
}

describe('a tail that is torn', () => {
  test('F3: cut at any byte, the log is what was whole, and goes on', async () => {
    const { home } = await written(false)
    const rows = await rowsOf(home, 0)
    // As large as it takes: 64 KB of records.
    while (home.storage.stat(LOG)!.sizeBytes < 64 * 1024)
      await home.produce('t', [{ key: 'more', value: 'x'.repeat(900) }])
    const bytes = home.storage.readFile(LOG)!
    const ends: number[] = []
    const header = new BatchHeader()
    for (let at = 0; at < bytes.length; at = header.end) ends.push(header.at(bytes, at).end)
    const origin = home.storage.afterCrash('process')
    origin.remove('data/recovery-point-offset-checkpoint')
    const near = new Set(ends.flatMap(end => [end - 1, end, end + 1, end + 30, end + 61, end + 62]))
    for (let cut = 0; cut <= bytes.length; cut++) {
      // The whole range in large steps, and every kind of place within a batch.
      if (STEP > 1 && cut % (STEP * 97) !== 0 && !(near.has(cut) && cut % 5 === 0)) continue
      const storage = origin.afterCrash('process')
      storage.open(LOG).truncate(cut)
      const again = (await startOn(storage))!
      const whole = ends.filter(end => end <= cut)
      expect(storage.stat(LOG)!.sizeBytes).toBe(whole.at(-1) ?? 0)
      const seen = await rowsOf(again, 0)
      expect(seen.slice(0, rows.length)).toEqual(rows.slice(0, Math.min(rows.length, seen.length)))
      expect(seen.some(isReport)).toBe(false)
      const { baseOffset } = await again.produce('t', [{ key: 'after', value: 'it' }])
      expect(baseOffset).toBe(
        whole.length === 0 ? 0 : header.at(bytes, ends[whole.length - 2] ?? 0).nextOffset,
      )
    }
  }, 600_000)

  test('F3: zeros or garbage behind the end are cut off', async () => {
    const { home, rows, committed } = await written(false)
    for (const fill of [() => 0, () => 2, (n: number) => (n * 73) & 255]) {
      for (const length of [1, 11, 60, 61, 5_000]) {
        const storage = home.storage.afterCrash('process')
        const size = storage.stat(LOG)!.sizeBytes
        storage.open(LOG).write(
          Uint8Array.from({ length }, (_, n) => fill(n)),
          size,
        )
        const again = (await startOn(storage))!
        expect(await judged(again, { rows, committed }, `${length} bytes`)).toBe('whole')
        expect(storage.stat(LOG)!.sizeBytes).toBe(size)
      }
    }
  })
})

describe('a flipped bit', () => {
  for (const how of ['stop', 'kill'] as const) {
    test(`F4: in any byte of any batch's header, in every segment, after a ${how}: told, or of no effect`, async () => {
      const expected = await written()
      const { home } = expected
      if (how === 'stop') await home.broker.close()
      const origin = home.storage.afterCrash('process')
      const logs = filesOf(origin, /\.log$/)
      const counts = { whole: 0, reported: 0, refused: 0, shorter: 0 }
      let turn = 0
      for (const [name, bytes] of logs) {
        const path = `data/t-0/${name}`
        const header = new BatchHeader()
        for (let at = 0; at < bytes.length; at = header.at(bytes, at).end) {
          for (let place = 0; place < 61 * 8; place++) {
            // By default one bit of some bytes; else every bit of every byte.
            const byte = place >> 3
            const bit = place & 7
            if (STEP > 1 && (bit !== ((turn * 5) & 7) || turn++ % STEP !== 0)) continue
            const storage = origin.afterCrash('process')
            storage.open(path).write(Uint8Array.of(bytes[at + byte]! ^ (1 << bit)), at + byte)
            const what = `${name} at ${at}, header byte ${byte}, bit ${bit}`
            const again = await startOn(storage)
            if (again === undefined) counts.refused++
            else {
              const seen = await rowsOf(again, 0)
              // A batch that nothing follows looks like a torn tail, and is cut off as Kafka cuts it.
              const last = name === logs.at(-1)![0]
              if (last && how === 'kill' && !seen.some(isReport) && seen.length < expected.rows.length) {
                expect([what, seen]).toEqual([what, expected.rows.slice(0, seen.length)])
                counts.shorter++
              } else counts[await judged(again, expected, what)]++
            }
            header.at(bytes, at)
          }
        }
      }
      // The leader's epoch is outside the checksum and changes no record; nearly all else must be noticed.
      expect(counts.reported).toBeGreaterThan(counts.whole)
    }, 600_000)
  }

  test('F4: in the offsets or the size of any batch, for a reader that begins at any offset: told, or of no effect', async () => {
    const expected = await written()
    await expected.home.broker.close()
    const origin = expected.home.storage.afterCrash('process')
    const offsets = expected.rows.map(row => Number(row.split(':')[0]))
    let reported = 0
    for (const [name, bytes] of filesOf(origin, /\.log$/)) {
      const header = new BatchHeader()
      for (let at = 0; at < bytes.length; at = header.at(bytes, at).end) {
        const { baseOffset, lastOffset } = header.at(bytes, at)
        // Base offset, size and last offset delta: a little smaller or larger, or much.
        for (const [byte, bit] of [
          [23, 7],
          [26, 0],
          [26, 1],
          [7, 0],
          [7, 1],
          [7, 2],
          [3, 0],
          [11, 0],
          [11, 6],
        ] as const) {
          const storage = origin.afterCrash('process')
          storage.open(`data/t-0/${name}`).write(Uint8Array.of(bytes[at + byte]! ^ (1 << bit)), at + byte)
          const again = await startOn(storage)
          if (again === undefined) continue
          for (let from = Math.max(0, baseOffset - 1); from <= lastOffset + 1; from++) {
            const what = `${name} at ${at}, byte ${byte}, bit ${bit}, from ${from}`
            const rest = expected.rows.slice(offsets.findIndex(offset => offset >= from))
            if (offsets.at(-1)! < from) continue
            if (judge(await rowsOf(again, 0, from), rest, what) === 'reported') reported++
          }
        }
        header.at(bytes, at)
      }
    }
    expect(reported).toBeGreaterThan(100)
  }, 600_000)

  test('F4: in records, no wrong one is ever served', async () => {
    const expected = await written()
    await expected.home.broker.close()
    const origin = expected.home.storage.afterCrash('process')
    let reported = 0
    for (const [name, bytes] of filesOf(origin, /\.log$/)) {
      const path = `data/t-0/${name}`
      for (let at = 61; at < bytes.length; at += STEP * 13) {
        const storage = origin.afterCrash('process')
        storage.open(path).write(Uint8Array.of(bytes[at]! ^ 0x10), at)
        const again = await startOn(storage)
        if (again !== undefined && (await judged(again, expected, `${name} at ${at}`)) === 'reported')
          reported++
      }
    }
    expect(reported).toBeGreaterThan(5)
  }, 600_000)
})

describe('damaged files beside the log', () => {
  const kinds: [string, RegExp][] = [
    ['.index', /\d{20}\.index$/],
    ['.timeindex', /\d{20}\.timeindex$/],
    ['.txnindex', /\d{20}\.txnindex$/],
    ['.checksums', /\d{20}\.checksums$/],
    ['.snapshot', /\d{20}\.snapshot$/],
    ['leader-epoch-checkpoint', /leader-epoch-checkpoint$/],
    ['partition.metadata', /partition\.metadata$/],
  ]
  for (const how of ['stop', 'kill'] as const) {
    test.each(kinds)(
      `F5: %s, flipped, cut, emptied or removed after a ${how}: everything reads as before`,
      async (_, kind) => {
        const expected = await written()
        const { home } = expected
        const times = Array.from({ length: 12 }, (_, n) => home.clock.ms - 5_003 + n * 3)
        const lookups = async (of: Home) => {
          const found = [await of.listOffset('t', -3)]
          for (const time of times) found.push(await of.listOffset('t', time))
          return found
        }
        const found = await lookups(home)
        if (how === 'stop') await home.broker.close()
        const origin = home.storage.afterCrash('process')
        const files = filesOf(origin, kind)
        if (how === 'stop') expect(files.length).toBeGreaterThan(0)
        for (const [name, content] of files) {
          const path = `data/t-0/${name}`
          const damages: [string, (storage: MemoryStorage) => void][] = [
            ['removed', storage => storage.remove(path)],
            ['emptied', storage => storage.open(path).truncate(0)],
            ['cut', storage => storage.open(path).truncate(content.length >> 1)],
          ]
          for (const entryBytes of [8, 12, 34])
            if (content.length >= entryBytes * 2)
              damages.push([
                'less an entry',
                storage => storage.open(path).truncate(content.length - entryBytes),
              ])
          for (let at = 0; at < content.length; at += STEP)
            damages.push([
              `flipped at ${at}`,
              storage => storage.open(path).write(Uint8Array.of(content[at]! ^ (1 << (at & 7))), at),
            ])
          for (const [what, harm] of damages) {
            const storage = origin.afterCrash('process')
            harm(storage)
            const again = (await startOn(storage))!
            expect(await judged(again, expected, `${name} ${what}`)).toBe('whole')
            expect([name, what, await lookups(again)]).toEqual([name, what, found])
            // And the log takes more, with the producers it had.
            expect((await again.produce('t', [{ key: 'a', value: 'b' }])).errorCode).toBe(ErrorCode.NONE)
          }
        }
      },
      600_000,
    )
  }

  test.each([
    'recovery-point-offset-checkpoint',
    'cleaner-offset-checkpoint',
    'log-start-offset-checkpoint',
    'meta.properties',
    '.kafka_cleanshutdown',
  ])(
    'F5: %s, flipped, cut, emptied or removed: everything reads as before, or the start says why not',
    async name => {
      const expected = await written()
      const { home } = expected
      const path = `data/${name}`
      await home.broker.close()
      const origin = home.storage.afterCrash('process')
      const content = origin.readFile(path) ?? new Uint8Array(0)
      for (let at = -3; at < content.length; at++) {
        const storage = origin.afterCrash('process')
        if (at === -3) storage.remove(path)
        else {
          const file = storage.open(path, { create: true })
          if (at === -2) file.truncate(0)
          else if (at === -1) file.truncate(content.length >> 1)
          else file.write(Uint8Array.of(content[at]! ^ (1 << (at & 7))), at)
        }
        const again = await startOn(storage)
        if (again !== undefined) expect(await judged(again, expected, `${name} ${at}`)).toBe('whole')
      }
    },
    600_000,
  )

  test.each(['stop', 'kill'] as const)(
    'F5: an index of aborted transactions and the checksum that would miss it, both removed after a %s: nothing aborted is read',
    async how => {
      const expected = await written()
      if (how === 'stop') await expected.home.broker.close()
      const origin = expected.home.storage.afterCrash('process')
      const files = filesOf(origin, /\d{20}\.txnindex$/).filter(([, content]) => content.length > 0)
      expect(files.length).toBeGreaterThan(0)
      for (const [name] of files) {
        const remove = (storage: MemoryStorage): void => {
          storage.remove(`data/t-0/${name}`)
          storage.remove(`data/t-0/${name.replace('.txnindex', '.checksums')}`)
        }
        const storage = origin.afterCrash('process')
        remove(storage)
        const again = (await startOn(storage))!
        expect(await judged(again, expected, name)).toBe('whole')
        // And where they are removed while the log is open and has not been read yet.
        const open = (await startOn(origin.afterCrash('process')))!
        remove(open.storage)
        const seen = await rowsOf(open, 1)
        if (judge(seen, expected.committed, `${name}, committed`) === 'reported')
          expect(seen.at(-1)).toMatch(new RegExp(`^error ${ErrorCode.CORRUPT_MESSAGE} `))
      }
    },
  )

  test('F5: sealed segments of a folder without checksums get them: what is damaged afterwards is built anew', async () => {
    const expected = await written()
    await expected.home.broker.close()
    const origin = expected.home.storage.afterCrash('process')
    for (const [name] of filesOf(origin, /\d{20}\.checksums$/)) origin.remove(`data/t-0/${name}`)
    // As Kafka leaves a folder: its marker, and no index where nothing was aborted.
    const marker = origin.open('data/.kafka_cleanshutdown')
    marker.truncate(0)
    marker.write(new TextEncoder().encode('{"version":0,"brokerEpoch":7}'), 0)
    const first = (await startOn(origin))!
    expect(await judged(first, expected, 'as it was left')).toBe('whole')
    const [flipped, content] = filesOf(origin, /\d{20}\.txnindex$/).find(([, bytes]) => bytes.length > 0)!
    const storage = origin.afterCrash('process')
    storage.open(`data/t-0/${flipped}`).write(Uint8Array.of(content[9]! ^ 1), 9)
    expect(await judged((await startOn(storage))!, expected, 'flipped')).toBe('whole')
  })

  test('F5: an index of aborted transactions that is damaged while the log is open fails read_committed, until a start', async () => {
    const expected = await written()
    await expected.home.broker.close()
    const origin = expected.home.storage.afterCrash('process')
    const files = filesOf(origin, /\d{20}\.txnindex$/).filter(([, content]) => content.length > 0)
    expect(files.length).toBeGreaterThan(0)
    for (const [name, content] of files) {
      const harms: [string, (storage: MemoryStorage, path: string) => void][] = [
        ['removed', (storage, path) => storage.remove(path)],
        ['emptied', (storage, path) => storage.open(path).truncate(0)],
        ['cut', (storage, path) => storage.open(path).truncate(content.length - 1)],
        ['flipped', (storage, path) => storage.open(path).write(Uint8Array.of(content[17]! ^ 1), 17)],
      ]
      for (const [what, harm] of harms) {
        const storage = origin.afterCrash('process')
        const home = (await startOn(storage))!
        harm(storage, `data/t-0/${name}`)
        expect(judge(await rowsOf(home, 0), expected.rows, `${name} ${what}`)).toBe('whole')
        const seen = await rowsOf(home, 1)
        expect(judge(seen, expected.committed, `${name} ${what}, committed`)).toBe('reported')
        expect(seen.at(-1)).toMatch(new RegExp(`^error ${ErrorCode.CORRUPT_MESSAGE} `))
        const again = (await startOn(storage.afterCrash('process')))!
        expect(await judged(again, expected, `${name} ${what}, started again`)).toBe('whole')
      }
    }
  })

  test('F4: whoever runs the broker hears of what cannot be read: which file and byte, once and not at every poll', async () => {
    const expected = await written()
    await expected.home.broker.close()
    const home = (await startOn(expected.home.storage.afterCrash('process')))!
    const [[first, content], [second]] = filesOf(home.storage, /\d{20}\.log$/) as [
      [string, Uint8Array],
      [string, Uint8Array],
    ]
    home.storage.open(`data/t-0/${first}`).truncate(content.length - 30)
    for (let n = 0; n < 3; n++) expect((await rowsOf(home, 0)).at(-1)).toMatch(/^error /)
    expect(home.faults).toEqual([
      expect.objectContaining({ code: 'LOG_DAMAGED', message: expect.stringContaining(`${first}, byte `) }),
    ])
    home.storage.open(`data/t-0/${second}`).truncate(0)
    const partition = { partition: 0, fetchOffset: Number(second.slice(0, 20)), partitionMaxBytes: 400 }
    const topics = [{ topic: 't', topicId: '', partitions: [partition as never] }]
    for (let n = 0; n < 3; n++) {
      const response = await home.fetch({ topics })
      expect(response.responses[0]!.partitions[0]!.errorCode).toBe(ErrorCode.CORRUPT_MESSAGE)
    }
    expect(home.faults.map(String)).toEqual([
      expect.stringContaining(first),
      expect.stringContaining(`${second}, byte 0`),
    ])
  })

  test('F5: a log start that DeleteRecords moved is kept when its checkpoint is lost', async () => {
    const { home } = await written(false)
    await home.send(ApiKey.DeleteRecords, {
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset: 9 }] }],
    })
    for (const clean of [true, false]) {
      if (clean) await home.broker.close()
      const storage = home.storage.afterCrash('process')
      storage.remove('data/log-start-offset-checkpoint')
      const again = (await startOn(storage))!
      expect((await again.listOffset('t', -2)).offset).toBe(9)
      await again.broker.close()
      home.storage = storage
      home.broker = (await new Home().start(storage)).broker
    }
  })

  test('the metadata log: a flip anywhere is told, or of no effect; nothing is forgotten', async () => {
    const expected = await written()
    const { home } = expected
    for (const how of ['stop', 'kill']) {
      if (how === 'kill') await home.start(home.storage.afterCrash('process'))
      else await home.broker.close()
      const origin = home.storage.afterCrash('process')
      const path = 'data/__cluster_metadata-0/00000000000000000000.log'
      const bytes = origin.readFile(path)!
      let refused = 0
      for (let at = 0; at < bytes.length; at += STEP) {
        const storage = origin.afterCrash('process')
        storage.open(path).write(Uint8Array.of(bytes[at]! ^ (1 << (at % 8))), at)
        const again = await startOn(storage)
        if (again === undefined) refused++
        else expect(await judged(again, expected, `${how}, metadata at ${at}`)).toBe('whole')
      }
      expect(refused).toBeGreaterThan(0)
      home.storage = origin.afterCrash('process')
    }
  }, 600_000)
})
