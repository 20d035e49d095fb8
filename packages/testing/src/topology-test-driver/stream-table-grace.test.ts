/** Joins of a stream with a versioned table that may lag behind, as users write them. */
import { StreamsBuilder, string, versioned } from '@moldau/streams'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'

const text = { key: string(), value: string() }
const history = { ...text, name: 'rates', store: versioned(1000) }

test('a record waits for the table, and meets the version of its own time; a restart changes nothing', () => {
  marbles(
    builder => {
      const rates = builder.table('rates', history)
      builder
        .stream('sales', text)
        .leftJoin(rates, (sale, rate) => `${sale}*${rate ?? '?'}`, { grace: 10, name: 'priced' })
        .to('out', { value: string() })
    },
    `
      rates          a:1@5                 a:2@12  a:1.5@8
      sales   a:x@7         a:y@13  a:z@9                   b:w@18   a:v@23
      => out                                                a:x*1@7  a:z*1.5@9  a:y*2@13
    `,
    { restarts: true },
  )
})

test('what comes too late to wait is joined at once', () => {
  marbles(
    builder => {
      const rates = builder.table('rates', history)
      builder
        .stream('sales', text)
        .join(rates, (sale, rate) => `${sale}*${rate}`, { grace: 10 })
        .to('out', { value: string() })
    },
    `
      rates   a:1@5
      sales          a:x@100  a:y@6
      => out                  a:y*1@6
    `,
    { restarts: true },
  )
})

test('a record without a key has nothing to wait for', () => {
  marbles(
    builder => {
      const rates = builder.table('rates', history)
      builder
        .stream('sales', text)
        .leftJoin(rates, (sale, rate) => `${sale}*${rate ?? '?'}`, { grace: 10 })
        .to('out', { value: string() })
    },
    `
      sales   -:x@5
      => out  -:x*?@5
    `,
  )
})

test('what cannot be is refused by name', () => {
  const builder = new StreamsBuilder()
  const sales = builder.stream('sales', text)
  const plain = builder.table('plain', { ...text, name: 'plain' })
  const joiner = (sale: string, rate: string) => sale + rate
  expect(() => sales.join(plain, joiner, { grace: 10 })).toThrow('KTable must be versioned')
  sales.join(
    plain.filter(() => true),
    joiner,
    { grace: 10 },
  )
  expect(() => builder.build()).toThrow('KTable must be versioned')
  const short = new StreamsBuilder()
  short.stream('sales', text).join(short.table('rates', history), joiner, { grace: 1001 })
  expect(() => short.build()).toThrow('History retention must be at least grace period')
})
