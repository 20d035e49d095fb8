/** F9: a process that may open few files serves many partitions, slower, and loses nothing. */
import { Admin, Consumer, Producer, systemClock, systemRandom, tcpCluster } from 'moldau'
import { afterEach, expect, test } from 'vitest'
import { Command, folder, killAll, removeFolders } from './command.ts'

afterEach(async () => {
  await killAll()
  removeFolders()
})

const PARTITIONS = 350

test('F9: 350 partitions with 300 descriptors, over a kill -9', async () => {
  const data = folder()
  const serve = async (): Promise<{ command: Command; address: string }> => {
    const command = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'], undefined, 300)
    const [, address] = await command.says(/at (127\.0\.0\.1:\d+)/)
    return { command, address: address! }
  }
  const environment = { clock: systemClock, random: systemRandom }
  const first = await serve()
  const cluster = tcpCluster(first.address, environment)
  const admin = new Admin(cluster)
  await admin.createTopics([{ name: 'many', partitions: PARTITIONS }])
  const producer = new Producer(cluster, { idempotence: true })
  for (let round = 0; round < 2; round++) {
    const records = Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic: 'many',
      partition,
      value: `${round} ${partition}`,
    }))
    await producer.sendBatch(records)
  }
  await producer.close()
  await cluster.close()
  await first.command.kill('SIGKILL')
  const second = await serve()
  const again = tcpCluster(second.address, environment)
  const consumer = new Consumer(again)
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: 'many', partition }))
  consumer.assign(partitions)
  const ends = await consumer.endOffsets(partitions)
  expect([...ends.values()].reduce((sum, { offset }) => sum + offset, 0)).toBe(2 * PARTITIONS)
  await consumer.close()
  await again.close()
  expect((await second.command.kill('SIGTERM')).code).toBe(0)
}, 60_000)
