/** What a sealed segment says of its times survives the loss of power, and records that come out of order. */
import { MemoryStorage } from '@moldau/log'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

const CONFIG = {
  'log.segment.bytes': 400,
  'log.index.interval.bytes': 64,
  'log.flush.offset.checkpoint.interval.ms': 100,
}
const START_MS = 1_700_000_000_000

test('offsets by time are found after the loss of power, below the recovery point too', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new MemoryStorage({ seed })
    const clock = new ManualClock()
    const first = await BrokerUnderTest.open(disk, clock, { config: CONFIG })
    await first.createTopic('t')
    for (let n = 0; n < 20; n++)
      await first.produce('t', batchOf([`record-${n}`], undefined, START_MS + n * 10))
    await clock.advance(200)
    const second = await BrokerUnderTest.open(disk.afterCrash('power'), clock, { config: CONFIG })
    for (let n = 0; n < 20; n++) expect(await second.offset('t', 0, START_MS + n * 10 - 5)).toBe(n)
    expect(await second.offset('t', 0, -3)).toBe(19)
  }
})

test('a record older than all before it does not take the largest time away, after a restart either', async () => {
  const disk = new MemoryStorage({ nowMs: () => START_MS })
  const first = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  await first.createTopic('t')
  await first.produce('t', batchOf(['new'], undefined, START_MS + 1000))
  await first.broker.close()
  const second = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  await second.produce('t', batchOf(['old'], undefined, START_MS))
  expect(await second.offset('t', 0, START_MS + 500)).toBe(0)
  expect(await second.offset('t', 0, -3)).toBe(0)
})
