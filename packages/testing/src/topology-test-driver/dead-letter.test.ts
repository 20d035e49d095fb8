/** Dead letters of processors: the record's own bytes, and its time as the failing processor was handed it, as in Kafka Streams. */
import { integer, joinWindows, type StreamsBuilder, string } from '@moldau/streams'
import { test } from 'vitest'
import { marbles } from '../marbles/index.ts'

const text = { key: string(), value: string() }
const config = {
  'processing.exception.handler': 'continue',
  'errors.dead.letter.queue.topic.name': 'dead',
  'statestore.cache.max.bytes': 0,
} as const
const options = { config, serdes: { dead: text as never } }
const fail = (): string => {
  throw new Error('no')
}

test('behind an aggregate it is the time of the aggregate', () => {
  marbles(
    builder =>
      builder
        .stream('in', text)
        .groupByKey()
        .count()
        .toStream()
        .mapValues(n => (n === 2 ? Number(fail()) : n))
        .to('out', { value: integer() }),
    `
      in       a:x@60  a:y@31  a:z@70
      => out   a:1@60          a:3@70
      => dead          a:y@60
    `,
    options,
  )
})

test('behind a join it is the greater time of both', () => {
  marbles(
    builder =>
      builder
        .stream('left', text)
        .join(builder.stream('right', text), (l, r) => l + r, joinWindows(100), { otherValue: string() })
        .mapValues(fail)
        .to('out', { value: string() }),
    `
      left     a:x@60
      right            a:y@31
      => dead          a:y@60
    `,
    options,
  )
})

test('in the joiner itself, and where nothing has moved it, it is the time that came in', () => {
  const topology = (builder: StreamsBuilder): void => {
    const words = builder.stream('left', text)
    words
      .join(builder.stream('right', text), fail, joinWindows(100), { otherValue: string() })
      .to('out', { value: string() })
    words.filter((_key, word) => word === 'z' && fail() === '').to('out')
  }
  marbles(
    topology,
    `
      left     a:x@60          a:z@5
      right            a:y@31
      => dead          a:y@31  a:z@5  a:z@5
    `,
    options,
  )
})
