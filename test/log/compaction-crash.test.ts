/** Histories at random, and a crash or a failing disk at every operation of a cleaning. */
import { type CompressionType, codecReady } from '@moldau/protocol'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type MemoryStorage, StorageCrashed } from '../../packages/log/src/storage/memory-storage.ts'

import { Bench, DELETE_RETENTION_MS } from './cleaned-log.ts'

beforeAll(async () => {
  await codecReady('zstd')
})

/** What a test does to a log, step by step. */
type Step =
  | {
      readonly kind: 'put'
      readonly keys: number[]
      readonly tombstone: boolean
      readonly codec: CompressionType
      readonly pid: number
    }
  | { readonly kind: 'txn'; readonly keys: number[]; readonly pid: number }
  | { readonly kind: 'end'; readonly pid: number; readonly commit: boolean }
  | { readonly kind: 'clean' | 'roll' | 'restart' | 'wait' }

const keys = fc.array(fc.nat(6), { minLength: 1, maxLength: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      keys,
      tombstone: fc.boolean(),
      codec: fc.constantFrom('none' as const, 'none' as const, 'gzip' as const, 'lz4' as const),
      pid: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('txn' as const), keys, pid: fc.integer({ min: 10, max: 12 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      pid: fc.integer({ min: 10, max: 12 }),
      commit: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'clean' as const,
        'clean' as const,
        'roll' as const,
        'restart' as const,
        'wait' as const,
      ),
    }),
  },
)

async function take(bench: Bench, step: Step, n: number): Promise<void> {
  switch (step.kind) {
    case 'put':
      bench.put(
        step.keys.map(key => [`k${key}`, step.tombstone ? null : `h${n}`]),
        { codec: step.codec, ...(step.pid === 0 ? {} : { pid: step.pid }) },
      )
      return
    case 'txn':
      bench.put(
        step.keys.map(key => [`k${key}`, `txn ${n}`]),
        { pid: step.pid, txn: true },
      )
      return
    case 'end':
      if (bench.open.has(step.pid)) bench.mark(step.pid, step.commit)
      return
    case 'roll':
      bench.roll()
      return
    case 'wait':
      bench.clock.ms += DELETE_RETENTION_MS + 1
      return
    case 'restart':
      await bench.start(bench.storage.afterCrash('process'))
      return
    case 'clean':
      bench.roll()
      await bench.clean()
      bench.judge()
  }
}

describe('cleaning, at random', () => {
  const runs = Number(process.env.MOLDAU_COMPACTION_RUNS ?? 60)
  test(
    `${runs} histories of producers, transactions, restarts and cleanings read the same afterwards`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 70 }), async steps => {
          const bench = await new Bench({ segmentBytes: 500 }).start()
          for (const [n, each] of steps.entries()) await take(bench, each, n)
          bench.judge()
          const states = [...bench.log.producers.states.values()].map(state => [
            state.producerId,
            state.epoch,
            state.lastSequence,
            state.txnFirstOffset,
          ])
          // A start that has nothing but the batches comes to the same state of producers.
          const storage = bench.storage.afterCrash('process')
          for (const name of storage.list('data/t-0'))
            if (/snapshot|index/.test(name)) storage.remove(`data/t-0/${name}`)
          await bench.start(storage)
          bench.judge()
          expect(
            [...bench.log.producers.states.values()]
              .map(state => [state.producerId, state.epoch, state.lastSequence, state.txnFirstOffset])
              .sort(),
          ).toEqual(states.sort())
        }),
        { numRuns: runs },
      )
    },
    120_000 + runs * 200,
  )
})

describe('T3: a crash at any step of a cleaning', () => {
  /** A log with all that cleaning has to deal with, sealed and durable. */
  async function prepared(storage?: MemoryStorage): Promise<Bench> {
    const bench = await new Bench({ segmentBytes: 300 }).start(storage)
    for (let n = 0; n < 14; n++) {
      bench.put([[`k${n % 4}`, n % 5 === 3 ? null : `value ${n}`]], { pid: 1 })
      if (n % 4 === 0) bench.put([[`k${n % 3}`, `txn ${n}`]], { pid: 10, txn: true })
      if (n % 4 === 2) bench.mark(10, n % 8 === 2)
    }
    for (const pid of [...bench.open.keys()]) bench.mark(pid, false)
    bench.roll()
    await bench.log.durability.flush()
    return bench
  }

  for (const mode of ['process', 'power'] as const) {
    test(`${mode}: the old segments or the new ones, and always the same records`, async () => {
      const whole = await prepared()
      const from = whole.storage.operations
      await whole.clean()
      const to = whole.storage.operations
      expect(to - from).toBeGreaterThan(20)
      for (let at = from + 1; at <= to; at++) {
        const bench = await prepared()
        bench.storage.crashAt(at)
        await bench.clean().catch((error: unknown) => {
          if (!(error instanceof StorageCrashed)) throw error
        })
        await bench.start(bench.storage.afterCrash(mode))
        bench.judge()
        expect(bench.storage.list('data/t-0').filter(name => /cleaned|swap|deleted/.test(name))).toEqual([])
        // And again, from whatever is there now.
        await bench.clean()
        bench.judge()
      }
    }, 120_000)
  }

  test('a disk that fails at any operation leaves a log that reads the same; a failed sync ends the folder', async () => {
    const whole = await prepared()
    const from = whole.storage.operations
    await whole.clean()
    const to = whole.storage.operations
    for (const code of ['ENOSPC', 'EIO']) {
      for (let at = from + 1; at <= to; at++) {
        const bench = await prepared()
        bench.storage.fail({ at, code })
        await bench.clean().catch((error: { code?: string }) => expect(error.code).toBe(code))
        bench.storage.heal()
        if (bench.log.health.failure === undefined) {
          bench.judge()
          await bench.clean()
          bench.judge()
        }
        await bench.start(bench.storage.afterCrash('process'))
        bench.judge()
      }
    }
  }, 120_000)
})
