import { partitionForKey } from '@moldau/protocol'
import { integer, json, long, StreamsBuilder, string } from '@moldau/streams'
import { describe, expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const key = string()
const PARTITIONS = 3

function counting(): StreamsBuilder {
  const builder = new StreamsBuilder()
  builder
    .stream('in', { key, value: integer() })
    .groupBy((_key, n) => `g${n}`, { key })
    .count({ name: 'counts' })
    .toStream()
    .to('out')
  return builder
}

describe.each([false, true])(
  'a driver of several partitions (restarted before each record: %s)',
  restarts => {
    test('groups meet in one partition, through the repartition topic', () => {
      const produced: { topic: string; partition: number; key: string }[] = []
      const driver = new TopologyTestDriver(
        counting().build(),
        {},
        {
          partitions: PARTITIONS,
          onProduced: ({ topic, partition, key: k }) =>
            produced.push({ topic, partition, key: Buffer.from(k!).toString() }),
        },
      )
      const input = driver.createInputTopic('in', key, integer())
      for (let n = 0; n < 60; n++) {
        if (restarts) driver.restart()
        input.pipeInput(`k${n % 7}`, n % 5)
      }
      const last = driver.createOutputTopic('out', key, long()).readKeyValuesToMap()
      expect([...last].sort()).toEqual(['g0', 'g1', 'g2', 'g3', 'g4'].map(group => [group, 12]))
      const counts = driver.stores.keyValue<string, number>('counts')
      expect(counts.get('g3')?.value).toBe(12)
      expect([...counts.all()].map(entry => entry.key).sort()).toEqual(['g0', 'g1', 'g2', 'g3', 'g4'])
      // Each group's changelog is in the partition of its key.
      const changelog = produced.filter(({ topic }) => topic.endsWith('-changelog'))
      for (const { key: group, partition } of changelog) {
        const bytes = Buffer.from(group)
        expect(partition).toBe(partitionForKey(bytes, 0, bytes.length, PARTITIONS))
      }
      expect(new Set(changelog.map(({ partition }) => partition)).size).toBeGreaterThan(1)
      driver.close()
    })

    test('a foreign-key join crosses partitions and finds its way back', () => {
      const builder = new StreamsBuilder()
      const orders = builder.table('orders', { key, value: json<{ who: string }>() })
      const people = builder.table('people', { key, value: string() })
      orders
        .join(
          people,
          order => order.who,
          (_order, name) => name,
        )
        .toStream()
        .to('out', { value: string() })
      const driver = new TopologyTestDriver(builder.build(), {}, { partitions: PARTITIONS })
      const order = driver.createInputTopic('orders', key, json<{ who: string }>())
      const person = driver.createInputTopic('people', key, string())
      for (let n = 0; n < 12; n++) {
        if (restarts) driver.restart()
        order.pipeInput(`o${n}`, { who: `p${n % 4}` })
      }
      for (let n = 0; n < 4; n++) person.pipeInput(`p${n}`, `name ${n}`)
      const joined = driver.createOutputTopic('out', key, string()).readKeyValuesToMap()
      expect([...joined].sort()).toEqual(
        Array.from({ length: 12 }, (_, n) => [`o${n}`, `name ${n % 4}`]).sort(),
      )
      driver.close()
    })
  },
)

test('a number of partitions that cannot be is refused', () => {
  expect(() => new TopologyTestDriver(counting().build(), {}, { partitions: 0 })).toThrow(/at least one/)
})
