/** Where the loss of power took the end of a segment and left the next one, the log ends at the hole. */
import { MemoryStorage } from '@moldau/log'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

const CONFIG = { 'log.segment.bytes': 300 }

test('records behind a hole that no sync has covered are not shown', async () => {
  const disk = new MemoryStorage()
  const first = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  await first.createTopic('t')
  for (let n = 0; n < 9; n++) await first.produce('t', batchOf([`record-${n}`]))
  const after = disk.afterCrash('process')
  const names = after.list('data/t-0').filter(name => name.endsWith('.log'))
  expect(names.map(name => Number.parseInt(name, 10))).toEqual([0, 3, 6])
  const file = after.open(`data/t-0/${names[1]}`)
  file.truncate(file.size() - file.size() / 3)
  file.close()
  const second = await BrokerUnderTest.open(after, new ManualClock(), { config: CONFIG })
  expect(await second.read('t')).toEqual({
    values: Array.from({ length: 5 }, (_, n) => `record-${n}`),
    offsets: [0, 1, 2, 3, 4],
    endOffset: 5,
  })
  expect((await second.produce('t', batchOf(['next']))).baseOffset).toBe(5)
})
