/** Foreign-key outer joins; the numbers are those of the invariants in processors/foreign-key-outer.ts. */
import { integer, json, type SidedKey, StreamsBuilder, sidedKey, string, versioned } from '@moldau/streams'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

interface Order {
  readonly who?: string
  readonly n: number
}

const keys = sidedKey(string(), string())
const ordersOf = { key: string(), value: json<Order>() }
const peopleOf = { key: string(), value: string() }

const outer = (builder: StreamsBuilder): void =>
  builder
    .table('orders', ordersOf)
    .outerJoin(
      builder.table('people', peopleOf),
      order => order.who,
      (order, name = '-') => `${order === undefined ? '-' : order.n} ${name}`,
    )
    .toStream()
    .selectKey(({ key, side }) => `${side}-${key}`)
    .to('out', { key: string(), value: string() })

describe.each([false, true])('a foreign-key outer join (restarted before each record: %s)', restarts => {
  test('2. and 4. a right row is in the result while no left one refers to it', () => {
    marbles(
      outer,
      `
        people  x:X@1          x:Y@2                                                                     x:Z@10
        orders                             a:{"n":1,"who":"x"}@9        b:{"n":2,"who":"x"}@9                                      a:-@11        b:{"n":2,"who":"y"}@8
        => out  right-x:"- X"@1  right-x:"- Y"@2  right-x:-@9 left-a:"1 Y"@9  left-b:"2 Y"@9  left-a:"1 Z"@10 left-b:"2 Z"@10  left-a:-@11  right-x:"- Z"@10 left-b:"2 -"@8
      `,
      { restarts },
    )
  })

  test('3. left rows are as in a left join, with a foreign key or without', () => {
    marbles(
      outer,
      `
        orders  a:{"n":1}         a:{"n":2,"who":"x"}         a:{"n":3}
        people                                         x:X                     x:-       y:-
        => out  left-a:"1 -"      left-a:"2 -"  left-a:"2 X"  right-x:"- X" left-a:"3 -" right-x:-
      `,
      { restarts },
    )
  })

  test('a versioned right table, a result in a store, and keys in a topic', () => {
    marbles(
      builder =>
        builder
          .table('orders', ordersOf)
          .outerJoin(
            builder.table('people', { ...peopleOf, name: 'people', store: versioned('1h') }),
            order => order.who,
            (order, name) => `${order?.n} ${name}`,
            { name: 'result', value: string(), joinName: 'with-people' },
          )
          .toStream()
          .mapValues((value, { key, side }) => `${side} ${key} ${value}`)
          .to('out', { key: keys, value: string() }),
      `
        people  x:X@5                     x:W@3
        orders                                   a:{"n":1,"who":"x"}@6
        => out  {"side":"right","key":"x"}:"right x undefined X"  {"side":"right","key":"x"}:"right x null"  {"side":"left","key":"a"}:"left a 1 X"
      `,
      { restarts },
    )
  })
})

test('3. an answer to an earlier value of a left row counts no more than in a left join', () => {
  const builder = new StreamsBuilder()
  outer(builder)
  const topology = builder.build()
  const driver = new TopologyTestDriver(topology)
  const orders = driver.createInputTopic('orders', ordersOf.key, ordersOf.value)
  const responses = [...driver.producedTopicNames()].find(name => name.includes('RESPONSE'))
  expect(responses).toBeUndefined()
  driver.createInputTopic('people', string(), string()).pipeInput('x', 'X', 1)
  orders.pipeInput('a', { n: 1, who: 'x' }, 2)
  const topic = [...driver.producedTopicNames()].find(name => name.includes('RESPONSE'))!
  const told: { key: Uint8Array | null; value: Uint8Array | null }[] = []
  for (let one = driver.poll(topic); one !== undefined; one = driver.poll(topic)) told.push(one)
  orders.pipeInput('a', { n: 2, who: 'x' }, 3)
  const out = driver.createOutputTopic('out', string(), string())
  out.readKeyValuesToList()
  const { key, value } = told.at(-1)!
  expect(keys.deserialize('', key)).toEqual({ side: 'left', key: 'a' })
  driver.pipe(topic, key, value, 4)
  expect(out.readKeyValuesToList()).toEqual([])
  driver.close()
})

test('a key tells its side', () => {
  const numbers = sidedKey(string(), integer())
  const all: SidedKey<string, number>[] = [
    { side: 'left', key: '' },
    { side: 'right', key: 7 },
  ]
  for (const one of all) expect(numbers.deserialize('', numbers.serialize('', one))).toEqual(one)
  expect(() => keys.deserialize('', new Uint8Array())).toThrow(/begins with 0 or 1/)
  expect(() => keys.deserialize('', Uint8Array.of(2))).toThrow(/begins with 0 or 1/)
})

test('1. after each record it is what SQL calls a full outer join, in any partitions, whenever it restarts', () => {
  const event = fc.oneof(
    fc.record({
      side: fc.constant('order' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(
        fc.record({ n: fc.integer({ min: 0, max: 3 }), who: fc.constantFrom('x', 'y', 'z', undefined) }),
        { nil: null },
      ),
      restart: fc.boolean(),
    }),
    fc.record({
      side: fc.constant('person' as const),
      key: fc.constantFrom('x', 'y', 'z'),
      value: fc.option(fc.constantFrom('N', 'M'), { nil: null }),
      restart: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.constantFrom(1, 3), (events, partitions) => {
      const builder = new StreamsBuilder()
      outer(builder)
      const driver = new TopologyTestDriver(builder.build(), {}, { partitions })
      const orders = driver.createInputTopic('orders', ordersOf.key, ordersOf.value)
      const people = driver.createInputTopic('people', string(), string())
      const out = driver.createOutputTopic('out', string(), string())
      const left = new Map<string, Order>()
      const right = new Map<string, string>()
      const seen = new Map<string, string>()
      let time = 0
      for (const one of events) {
        if (one.restart) driver.restart()
        if (one.side === 'order') {
          orders.pipeInput(one.key, one.value as Order | null, ++time)
          if (one.value === null) left.delete(one.key)
          else left.set(one.key, one.value as Order)
        } else {
          people.pipeInput(one.key, one.value, ++time)
          if (one.value === null) right.delete(one.key)
          else right.set(one.key, one.value)
        }
        for (const [key, value] of out.readKeyValuesToList()) {
          // 2. Of right rows only what was there is taken back.
          if (value === null && key!.startsWith('right')) expect(seen.has(key!)).toBe(true)
          if (value === null) seen.delete(key!)
          else seen.set(key!, value)
        }
        const want = new Map<string, string>()
        for (const [key, { n, who }] of left) want.set(`left-${key}`, `${n} ${right.get(who ?? '') ?? '-'}`)
        for (const [key, name] of right)
          if (![...left.values()].some(({ who }) => who === key)) want.set(`right-${key}`, `- ${name}`)
        expect(new Map([...seen].sort())).toEqual(new Map([...want].sort()))
      }
      const [, store] = [...driver.states()].find(([name]) => name.includes('SUBSCRIPTION'))!
      const referring = [...left.values()].filter(({ who }) => who !== undefined).length
      if (partitions === 1)
        expect((store as { approximateNumEntries(): number }).approximateNumEntries()).toBe(referring)
      driver.close()
    }),
    { numRuns: 150 },
  )
})
