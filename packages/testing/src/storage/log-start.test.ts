/** T10: where a log begins never moves back, whatever became of the files below. */
import { type CrashMode, MemoryStorage } from '@moldau/log'
import { ApiKey, requestOf } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

const CONFIG = { 'log.segment.bytes': 300 }

async function filled(disk: MemoryStorage): Promise<BrokerUnderTest> {
  const under = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  await under.createTopic('t')
  for (let n = 0; n < 12; n++) await under.produce('t', batchOf([`record-${n}`]))
  return under
}

/** Over a connection of its own: one whose request failed is closed. */
async function deleteBefore(under: BrokerUnderTest, offset: number): Promise<number> {
  const connection = await under.broker.node().connect('admin')
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }]
  const response = await connection.send(
    ApiKey.DeleteRecords,
    2,
    requestOf(ApiKey.DeleteRecords, { timeoutMs: 1000, topics }),
  )
  return response.topics[0]!.partitions[0]!.lowWatermark
}

describe.each(['clean', 'process', 'power'] satisfies (CrashMode | 'clean')[])('after a %s end', end => {
  test.each([0, 1, 2, 3, 5, 8, 13, 21])('with a full disk %i operations into the removal', async place => {
    const disk = new MemoryStorage({ seed: place + 1 })
    const first = await filled(disk)
    disk.fail({ at: disk.operations + 1 + place, code: 'ENOSPC', lasting: true, sparesRemovals: true })
    await deleteBefore(first, 8).catch(() => undefined)
    disk.heal()
    // The broker goes on, removes more, and writes its checkpoints again.
    expect(await deleteBefore(first, 9)).toBe(9)
    if (end === 'clean') await first.broker.close()
    const second = await BrokerUnderTest.open(
      end === 'clean' ? disk : disk.afterCrash(end),
      new ManualClock(),
      {
        config: CONFIG,
      },
    )
    const start = await second.offset('t', 0, -2)
    expect(start).toBe(9)
    const { values } = await second.read('t')
    expect(values).toEqual(Array.from({ length: 12 - start }, (_, n) => `record-${n + start}`))
  })
})

test('a folder whose partition.metadata the loss of power took gets it again, and keeps its start from then on', async () => {
  const disk = new MemoryStorage()
  const first = await filled(disk)
  await first.broker.close()
  disk.remove('data/t-0/partition.metadata')
  const second = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  expect(await deleteBefore(second, 5)).toBe(5)
  await second.broker.close()
  expect(disk.readFile('data/t-0/partition.metadata')).toBeDefined()
  const third = await BrokerUnderTest.open(disk, new ManualClock(), { config: CONFIG })
  expect(await third.offset('t', 0, -2)).toBe(5)
})
