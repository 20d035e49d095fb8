/** A last batch whose header survived and whose records did not is cut off, and its place is taken. */
import { MemoryStorage } from '@moldau/log'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

test('the log ends before a batch whose checksum does not fit', async () => {
  const disk = new MemoryStorage()
  const first = await BrokerUnderTest.open(disk, new ManualClock())
  await first.createTopic('t')
  for (const value of ['a', 'b', 'torn']) await first.produce('t', batchOf([value]))
  const after = disk.afterCrash('process')
  const file = after.open('data/t-0/00000000000000000000.log')
  file.write(new Uint8Array(4), file.size() - 4)
  file.close()
  const second = await BrokerUnderTest.open(after, new ManualClock())
  expect((await second.read('t')).values).toEqual(['a', 'b'])
  expect((await second.produce('t', batchOf(['c']))).baseOffset).toBe(2)
  expect((await second.read('t')).values).toEqual(['a', 'b', 'c'])
})
