/** Several streams in one aggregate, as users write it. */
import { integer, repartitionPartitionCounts, StreamsBuilder, string } from '@moldau/streams'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'

const number = { key: string(), value: integer() }

test('each stream has a function of its own, and all share a row; a restart between any two records changes nothing', () => {
  marbles(
    builder => {
      const orders = builder.stream('orders', number).groupByKey()
      const refunds = builder.stream('refunds', number).groupByKey()
      orders
        .cogroup((_key, n, sum: number) => sum + n)
        .cogroup(refunds, (_key, n, sum) => sum - n)
        .aggregate(() => 0, { name: 'balance', value: integer() })
        .toStream()
        .to('balance')
    },
    `
      orders      a:5         b:1   a:3
      refunds           a:2               b:1
      => balance  a:5   a:3   b:1   a:6   b:0
    `,
    { restarts: true },
  )
})

test('a stream whose key was changed goes through a topic, which gets as many partitions as the others have', () => {
  const builder = new StreamsBuilder()
  const orders = builder.stream('orders', number).groupByKey()
  const moved = builder.stream('moved', number).groupBy((_key, n) => `${n}`, { key: string(), name: 'by-n' })
  orders
    .cogroup((_key, n, sum: number) => sum + n)
    .cogroup(moved, (_key, n, sum) => sum - n)
    .aggregate(() => 0, { value: integer() })
  const topology = builder.build()
  expect(topology.subTopologies.map(part => part.sources.map(source => source.topic))).toEqual([
    ['orders', 'by-n-repartition'],
    ['moved'],
  ])
  const counts = repartitionPartitionCounts(topology, topic => (topic === 'orders' ? 6 : 2))
  expect([...counts]).toEqual([['by-n-repartition', 6]])
})
