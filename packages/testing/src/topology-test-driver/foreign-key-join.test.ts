import { integer, json, StreamsBuilder, StreamsError, string } from '@moldau/streams'
import { describe, expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

interface Order {
  readonly who?: string
  readonly n: number
}

const tables = (builder: StreamsBuilder) => ({
  orders: builder.table('orders', { key: string(), value: json<Order>() }),
  people: builder.table('people', { key: string(), value: string() }),
})

const inner = (builder: StreamsBuilder): void => {
  const { orders, people } = tables(builder)
  orders
    .join(
      people,
      order => order.who,
      (order, name) => `${order.n}-${name}`,
    )
    .toStream()
    .to('out', { value: string() })
}

const left = (builder: StreamsBuilder): void => {
  const { orders, people } = tables(builder)
  orders
    .leftJoin(
      people,
      order => order.who,
      (order, name = 'none') => `${order.n}-${name}`,
    )
    .toStream()
    .to('out', { value: string() })
}

describe.each([false, true])('a foreign-key join (restarted before each record: %s)', restarts => {
  test('an update of the right side reaches every row that refers to it, in the order of their keys', () => {
    marbles(
      inner,
      `
        orders  b:{"n":1,"who":"x"}  a:{"n":2,"who":"x"}  c:{"n":3,"who":"y"}
        people                                                                  x:X@9         x:-@10
        => out  a:2-X@9  b:1-X@9  a:-@10  b:-@10
      `,
      { restarts },
    )
  })

  test('a row that refers to another one leaves the first', () => {
    marbles(
      inner,
      `
        people  x:X    y:Y
        orders              a:{"n":1,"who":"x"}  a:{"n":2,"who":"y"}         a:{"n":3,"who":"z"}
        people                                                       x:X2
        => out  a:1-X  a:2-Y  a:-
      `,
      { restarts },
    )
  })

  test('of an inner join a row without foreign key is in no result, and takes back what there was', () => {
    marbles(
      inner,
      `
        people  x:X
        orders       a:{"n":1,"who":"x"}  a:{"n":2}  b:{"n":3}
        => out  a:1-X  a:-
      `,
      { restarts },
    )
  })

  test('of a left join it is joined with undefined', () => {
    marbles(
      left,
      `
        orders  a:{"n":1}    a:{"n":2,"who":"x"}        a:-
        people                                     x:X       x:X2
        => out  a:1-none     a:2-none              a:2-X     a:-
      `,
      { restarts },
    )
  })
})

test('a subscription is taken back: the store holds one for each row that refers to something', () => {
  const builder = new StreamsBuilder()
  inner(builder)
  const driver = new TopologyTestDriver(builder.build())
  const orders = driver.createInputTopic('orders', string(), json<Order>())
  const count = (): number => {
    const [, store] = [...driver.states()].find(([name]) => name.includes('SUBSCRIPTION'))!
    return (store as { approximateNumEntries(): number }).approximateNumEntries()
  }
  for (let n = 0; n < 100; n++) orders.pipeInput(`o${n % 10}`, { n, who: `w${n}` })
  expect(count()).toBe(10)
  for (let n = 0; n < 10; n++) orders.pipeInput(`o${n}`, null)
  expect(count()).toBe(0)
  driver.close()
})

test('a missing serde of the other table is named when the topology is built', () => {
  const builder = new StreamsBuilder()
  const orders = builder.table('orders', { key: string(), value: integer() })
  orders.join(builder.table('people'), String, (n, name) => `${n}${String(name)}`)
  expect(() => builder.build()).toThrow(StreamsError)
})
