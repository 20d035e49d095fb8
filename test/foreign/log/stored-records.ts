/** What a served log holds, against the journal of what it acknowledged. */
import { Admin, Consumer, type IsolationLevel, tcpCluster } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import { expect } from 'vitest'
import type { Acknowledged } from './own-load.ts'

export interface Stored {
  readonly value: string
  readonly partition: number
  readonly offset: number
}

/** Everything of a topic, as it is read over TCP. */
export async function readAll(
  address: string,
  topic: string,
  isolationLevel: IsolationLevel,
): Promise<Stored[]> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
  const admin = new Admin(cluster)
  const consumer = new Consumer(cluster, { isolationLevel, autoOffsetReset: 'earliest', fetchMaxWaitMs: 50 })
  try {
    const { partitions } = (await admin.describeTopics([topic])).get(topic)!
    const places = partitions.map(({ partition }) => ({ topic, partition }))
    const ends = await consumer.endOffsets(places, isolationLevel)
    consumer.assign(places)
    const stored: Stored[] = []
    const isDone = (): boolean =>
      places.every(place => ends.get(topic, place.partition)!.offset <= Math.max(0, consumer.position(place)))
    while (!isDone())
      for (const fetched of await consumer.poll(200))
        for (const { offset, value } of fetched.toRecords())
          stored.push({ value: Buffer.from(value!).toString(), partition: fetched.partition, offset })
    return stored
  } finally {
    await consumer.close()
    await admin.close()
    await cluster.close()
  }
}

/** What was acknowledged is there, where it was said to be, and nothing is there twice. */
export function judge(what: string, stored: readonly Stored[], acknowledged: readonly Acknowledged[]): void {
  const places = new Map(stored.map(one => [one.value, one]))
  expect(places.size, `${what}: nothing twice`).toBe(stored.length)
  const lost = acknowledged.filter(
    one => places.get(one.value)?.offset !== one.offset || places.get(one.value)?.partition !== one.partition,
  )
  expect(lost, `${what}: nothing lost`).toEqual([])
}
