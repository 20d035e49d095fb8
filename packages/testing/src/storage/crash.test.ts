/**
 * The log survives a crash at every storage operation of a scenario that appends, rolls, commits and aborts: no acknowledged
 * record is lost, none is doubled, no aborted record is visible, and every transaction is whole or not there.
 */
import { type CrashMode, MemoryStorage } from '@moldau/log'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

/** What the scenario was told: acknowledged for sure, or asked for and not answered. */
interface Journal {
  readonly acked: Map<string, string[]>
  readonly asked: Map<string, string[]>
  /** Transactions in order: what they wrote, and how they ended as far as the scenario knows. */
  readonly transactions: {
    values: [number, string][]
    offset: number
    end: 'committed' | 'aborted' | 'unknown' | 'open'
    wants: 'commit' | 'abort'
  }[]
  committedOffset: number
  askedOffset: number
  deletedTo: number
}

const CONFIG = {
  'log.segment.bytes': 420,
  'log.index.interval.bytes': 100,
  'offsets.topic.num.partitions': 2,
  'transaction.state.log.num.partitions': 2,
}
/** Crashes tried for each operation; MOLDAU_CRASH_SEEDS asks for more. */
const SEEDS = Number(process.env.MOLDAU_CRASH_SEEDS ?? 2)
const note = (map: Map<string, string[]>, place: string, values: readonly string[]): void => {
  map.set(place, [...(map.get(place) ?? []), ...values])
}

async function scenario(under: BrokerUnderTest, journal: Journal): Promise<void> {
  await under.createTopic('t', 2)
  const plain = await under.initProducer(null)
  const { producerId } = await under.initProducer('app')
  let epoch = 0
  const sequences = new Map<string, number>()
  const next = (place: string, count: number): number => {
    const first = sequences.get(place) ?? 0
    sequences.set(place, first + count)
    return first
  }
  const send = async (partition: number, values: string[]): Promise<void> => {
    const place = `t-${partition}`
    note(journal.asked, place, values)
    const writer = {
      producerId: plain.producerId,
      producerEpoch: 0,
      baseSequence: next(`plain ${place}`, values.length),
    }
    const answer = await under.produce('t', batchOf(values, writer), { partition })
    expect(answer.errorCode).toBe(0)
    note(journal.acked, place, values)
  }
  const transact = async (name: string, wants: 'commit' | 'abort', offset: number): Promise<void> => {
    const transaction: Journal['transactions'][number] = { values: [], offset, end: 'open', wants }
    journal.transactions.push(transaction)
    for (const partition of [0, 1, 0]) {
      const value = `${name}-${partition}-${transaction.values.length}`
      transaction.values.push([partition, value])
      const writer = {
        producerId,
        producerEpoch: epoch,
        baseSequence: next(`${epoch} t-${partition}`, 1),
        transactional: true,
      }
      expect(
        (await under.produce('t', batchOf([value], writer), { partition, transactionalId: 'app' })).errorCode,
      ).toBe(0)
    }
    expect(await under.txnCommitOffset('group', 't', offset, 'app', producerId, epoch)).toBe(0)
    transaction.end = 'unknown'
    const ended = await under.endTxn('app', producerId, epoch, wants === 'commit')
    expect(ended.errorCode).toBe(0)
    epoch = ended.producerEpoch
    transaction.end = wants === 'commit' ? 'committed' : 'aborted'
  }
  await send(0, ['a', 'b'])
  await send(1, ['c'])
  await transact('one', 'commit', 1)
  await send(0, ['d'])
  await transact('two', 'abort', 2)
  await send(1, ['e', 'f', 'g'])
  journal.askedOffset = 7
  expect(await under.commit('other', 't', 7)).toBe(0)
  journal.committedOffset = 7
  await transact('three', 'commit', 3)
  await send(0, ['h'])
  await under.broker.close()
}

function newJournal(): Journal {
  return {
    acked: new Map(),
    asked: new Map(),
    transactions: [],
    committedOffset: -1,
    askedOffset: -1,
    deletedTo: 0,
  }
}

/** The invariants, on a broker that was opened after the crash. */
async function verify(under: BrokerUnderTest, journal: Journal): Promise<void> {
  const created = await under.createTopic('t', 2)
  expect([0, 36]).toContain(created)
  // A new incarnation aborts what was open; afterwards nothing is undecided.
  expect((await under.initProducer('app')).errorCode).toBe(0)
  const visible = [await under.read('t', 0), await under.read('t', 1)]
  for (const partition of [0, 1]) {
    const raw = await under.offset('t', partition, -1, false)
    expect(visible[partition]!.endOffset).toBe(raw)
    const values = visible[partition]!.values
    expect(new Set(values).size).toBe(values.length)
    const asked = journal.asked.get(`t-${partition}`) ?? []
    const acked = journal.acked.get(`t-${partition}`) ?? []
    const plain = values.filter(value => !value.includes('-'))
    // In the order in which they were sent; all that were acknowledged, and of the others a beginning.
    expect(plain).toEqual(asked.slice(0, plain.length))
    expect(plain.length).toBeGreaterThanOrEqual(acked.length)
  }
  let stable = -1
  for (const { values, end, wants, offset } of journal.transactions) {
    const seen = values.filter(([partition, value]) => visible[partition]!.values.includes(value)).length
    if (end === 'committed') expect(seen).toBe(values.length)
    else if (end === 'unknown' && wants === 'commit') expect([0, values.length]).toContain(seen)
    else expect(seen).toBe(0)
    if (seen > 0) stable = offset
  }
  expect(await under.committed('group', 't', 0, true)).toEqual({ offset: stable, errorCode: 0 })
  const { offset } = await under.committed('other', 't')
  expect(journal.committedOffset === -1 ? [-1, journal.askedOffset] : [journal.committedOffset]).toContain(
    offset,
  )
  const after = await under.produce('t', batchOf(['after']))
  expect(after.errorCode).toBe(0)
  expect((await under.read('t', 0)).values.at(-1)).toBe('after')
}

async function run(storage: MemoryStorage): Promise<Journal> {
  const journal = newJournal()
  let under: BrokerUnderTest | undefined
  try {
    under = await BrokerUnderTest.open(storage, new ManualClock(), { config: CONFIG })
    await scenario(under, journal)
  } catch (error) {
    // The crash surfaces as a lost connection, a failed disk or an error code; after it the process is gone.
    if (!storage.crashed) throw error
  }
  return journal
}

describe('a crash at every storage operation', () => {
  test('the scenario itself, without a crash, rolls, commits and aborts', async () => {
    const storage = new MemoryStorage()
    const journal = await run(storage)
    expect(journal.transactions.map(({ end }) => end)).toEqual(['committed', 'aborted', 'committed'])
    expect(storage.list('data/t-0').filter(name => name.endsWith('.log')).length).toBeGreaterThan(1)
    expect(storage.operations).toBeGreaterThan(150)
    await verify(await BrokerUnderTest.open(storage, new ManualClock(), { config: CONFIG }), journal)
  })

  for (const mode of ['process', 'power'] as const satisfies CrashMode[]) {
    test(`loses, doubles and shows nothing it must not (${mode === 'process' ? 'kill -9' : 'loss of power'})`, async () => {
      const whole = new MemoryStorage()
      await run(whole)
      for (let at = 1; at <= whole.operations; at++) {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const storage = new MemoryStorage({ seed: at * 1000 + seed })
          storage.crashAt(at)
          const journal = await run(storage)
          expect(storage.crashed).toBe(true)
          try {
            const under = await BrokerUnderTest.open(storage.afterCrash(mode), new ManualClock(), {
              config: CONFIG,
            })
            await verify(under, journal)
          } catch (error) {
            throw new Error(`seed ${seed}, crash at operation ${at} of ${whole.operations} (${mode})`, {
              cause: error,
            })
          }
        }
      }
    }, 120_000)
  }

  test('a crash in the recovery from a crash changes nothing', async () => {
    const whole = new MemoryStorage()
    await run(whole)
    for (let at = 1; at <= whole.operations; at += 3) {
      for (const mode of ['process', 'power'] as const) {
        const storage = new MemoryStorage({ seed: at })
        storage.crashAt(at)
        const journal = await run(storage)
        const second = storage.afterCrash(mode)
        second.crashAt((at % 11) + 1)
        // Recovery may need fewer operations than that: then it simply succeeds, and the process is killed afterwards.
        const opened = await BrokerUnderTest.open(second, new ManualClock(), { config: CONFIG }).catch(
          error => error,
        )
        if (opened instanceof Error && !second.crashed) throw opened
        try {
          const under = await BrokerUnderTest.open(second.afterCrash(mode), new ManualClock(), {
            config: CONFIG,
          })
          await verify(under, journal)
        } catch (error) {
          throw new Error(`crash at operation ${at} (${mode}), and again in recovery`, { cause: error })
        }
      }
    }
  }, 120_000)
})
