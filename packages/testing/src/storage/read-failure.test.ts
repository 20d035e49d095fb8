/** F8: what cannot be read fails the fetch that wanted it, and nothing else. */
import { MemoryStorage } from '@moldau/log'
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

test('a fetch whose n-th read fails is answered with an error, whichever n', async () => {
  const disk = new MemoryStorage()
  const first = await BrokerUnderTest.open(disk, new ManualClock())
  await first.createTopic('t')
  const { producerEpoch, producerId } = await first.initProducer('app')
  const writer = { producerId, producerEpoch, baseSequence: 0, transactional: true }
  await first.produce('t', batchOf(['aborted'], writer), { transactionalId: 'app' })
  await first.endTxn('app', producerId, producerEpoch, false)
  await first.produce('t', batchOf(['plain']))
  await first.broker.close()
  for (let failing = 0; ; failing++) {
    expect(failing).toBeLessThan(50)
    // Nothing is in memory yet: every file is read by this fetch.
    const under = await BrokerUnderTest.open(disk, new ManualClock())
    const readsBefore = disk.reads
    disk.fail({ at: disk.reads + 1 + failing, code: 'EIO', kind: 'read' })
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }]
    const topics = [{ topic: 't', partitions }]
    const given = { maxWaitMs: 0, minBytes: 1, maxBytes: 1000, isolationLevel: 1, topics }
    const response = await under.ask(ApiKey.Fetch, 12, given)
    const reads = disk.reads - readsBefore
    disk.heal()
    const { errorCode } = response.responses[0]!.partitions[0]!
    expect(errorCode).toBe(failing < reads ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE)
    expect((await under.read('t')).values).toEqual(['plain'])
    await under.broker.close()
    if (failing >= reads) break
  }
})
