/**
 * Marble tables: what goes into a topology and what must come out, drawn one topic a line, time from left to right.
 *
 *   prices   A:9@0   A:12@5   B:30@6
 *   => high          A:12@5   B:30@6
 *
 *  1. Lines without an arrow are inputs. They are played in the order of their columns, over all inputs; of equal columns, in the
 *     order of the lines. A record without a time has that of the record before it, 0 at first.
 *  2. Lines with `=>` are outputs: exactly these records, in this order. A time is compared where it is written. Columns of
 *     outputs say nothing.
 *  3. Every topic that the topology writes is an output line, except internal ones; a line without records says that nothing
 *     comes out.
 *  4. `clock` in place of an input's name moves the wall clock: its words are `+ms`.
 */
import { MoldauError } from '@moldau/protocol'
import { type Serde, StreamsBuilder, type StreamsConfig, type Topology } from '@moldau/streams'
import { TopologyTestDriver } from '../topology-test-driver/index.ts'
import { type Marble, marbleOf, parsed, printed, wordsOf } from './marble.ts'

/** Settings of a marble table. */
export interface MarbleOptions {
  readonly config?: StreamsConfig
  /** Serdes of topics that the topology gives none, such as those that a topic name extractor names. */
  readonly serdes?: Readonly<Record<string, { readonly key: Serde<never>; readonly value: Serde<never> }>>
  /** Restarts the application before each record: its outputs must stay as they are. Default false. */
  readonly restarts?: boolean
}

interface TopicSerdes {
  readonly key: Serde<unknown>
  readonly value: Serde<unknown>
}

interface Line {
  readonly topic: string
  readonly isOutput: boolean
  readonly words: readonly { readonly column: number; readonly text: string }[]
}

/**
 * Plays a marble table through a topology, given built or as a function of a builder, and compares what comes out. Synchronous, no
 * clock and no disk: about 50 us a record.
 *
 * ```ts
 * marbles(
 *   builder => builder.stream('in', { key: string(), value: integer() }).mapValues(n => n * 2).to('out', { value: integer() }),
 *   `
 *     in      a:1   b:2   a:-
 *     => out  a:2   b:4   a:0
 *   `,
 * )
 * ```
 *
 * @throws MoldauError `MARBLES_DIFFER`, whose text draws both tables; `BAD_MARBLES` for a table that cannot be read; what building
 * and running the topology throws
 */
export function marbles(
  define: Topology | ((builder: StreamsBuilder) => unknown),
  table: string,
  options: MarbleOptions = {},
): void {
  const { driver, lines, serdes, topology } = opened(define, table, options)
  try {
    for (const event of eventsOf(driver, lines, serdes)) {
      if (options.restarts === true) driver.restart()
      event()
    }
    compare(driver, topology, lines, serdes)
  } finally {
    driver.close()
  }
}

/**
 * The same for topologies with calls that answer later (`mapAsync`, `mapValuesAsync`): before the next record, all calls have answered.
 *
 * ```ts
 * await marblesAsync(
 *   builder => builder.stream('in', { key: string(), value: integer() }).mapValuesAsync(async n => n * 2).to('out', { value: integer() }),
 *   `
 *     in      a:1   b:2
 *     => out  a:2   b:4
 *   `,
 * )
 * ```
 *
 * @throws as `marbles`
 */
export async function marblesAsync(
  define: Topology | ((builder: StreamsBuilder) => unknown),
  table: string,
  options: MarbleOptions = {},
): Promise<void> {
  const { driver, lines, serdes, topology } = opened(define, table, options)
  try {
    for (const event of eventsOf(driver, lines, serdes)) {
      if (options.restarts === true) driver.restart()
      event()
      await driver.settle()
    }
    compare(driver, topology, lines, serdes)
  } finally {
    driver.close()
  }
}

function opened(
  define: Topology | ((builder: StreamsBuilder) => unknown),
  table: string,
  options: MarbleOptions,
) {
  const topology = typeof define === 'function' ? built(define, options.config) : define
  const lines = linesOf(table)
  const serdes = serdesOf(topology, options)
  return { topology, lines, serdes, driver: new TopologyTestDriver(topology, options.config) }
}

function built(define: (builder: StreamsBuilder) => unknown, config: StreamsConfig | undefined): Topology {
  const builder = new StreamsBuilder()
  define(builder)
  return builder.build(config)
}

function linesOf(table: string): Line[] {
  const lines: Line[] = []
  for (const text of table.split('\n')) {
    const words = wordsOf(text)
    if (words.length === 0) continue
    const isOutput = words[0]!.text === '=>'
    const name = words[isOutput ? 1 : 0]
    if (name === undefined) throw new MoldauError('BAD_MARBLES', `"${text.trim()}" names no topic`)
    lines.push({ topic: name.text, isOutput, words: words.slice(isOutput ? 2 : 1) })
  }
  return lines
}

/** Stands for the topics that an extractor chooses; no topic's name is empty. */
const CHOSEN = ''

/** The serdes that read and write each topic: the given ones, else those of its source, else those of its sink. */
function serdesOf(topology: Topology, options: MarbleOptions): Map<string, TopicSerdes> {
  const found = new Map<string, TopicSerdes>()
  const { defaultKeySerde, defaultValueSerde } = topology.settings
  const note = (topic: string, key: Serde<unknown> | null, value: Serde<unknown> | null): void => {
    const one = { key: key ?? defaultKeySerde, value: value ?? defaultValueSerde }
    if (one.key !== null && one.value !== null) found.set(topic, one as TopicSerdes)
  }
  const parts = [...topology.subTopologies, ...topology.globalSubTopologies]
  const nodes = parts.flatMap(part => part.nodes)
  for (const node of nodes) {
    if (node.kind === 'sink') note(node.topic ?? CHOSEN, node.keySerde, node.valueSerde)
  }
  for (const node of nodes) {
    if (node.kind === 'source') for (const topic of node.topics) note(topic, node.keySerde, node.valueSerde)
  }
  for (const [topic, { key, value }] of Object.entries(options.serdes ?? {})) found.set(topic, { key, value })
  return found
}

function serdesFor(serdes: ReadonlyMap<string, TopicSerdes>, topic: string): TopicSerdes {
  const known = serdes.get(topic) ?? serdes.get(CHOSEN)
  if (known !== undefined) return known
  throw new MoldauError('BAD_MARBLES', `the topology gives topic ${topic} no serdes`, {
    hint: 'correct the name, or give its serdes in the options: { serdes: { topic: { key, value } } }',
  })
}

/** What happens, in order. */
function* eventsOf(
  driver: TopologyTestDriver,
  lines: readonly Line[],
  serdes: ReadonlyMap<string, TopicSerdes>,
): Generator<() => void> {
  const events = lines
    .filter(line => !line.isOutput)
    .flatMap(({ topic, words }) => words.map(word => ({ topic, word })))
    .sort((a, b) => a.word.column - b.word.column)
  let timestamp = 0
  for (const { topic, word } of events) {
    if (topic === 'clock') {
      yield () => driver.advanceWallClockTime(clockMs(word.text))
      continue
    }
    const { key, value } = serdesFor(serdes, topic)
    const marble = marbleOf(word)
    timestamp = marble.timestamp ?? timestamp
    const time = timestamp
    yield () => {
      const keyBytes = key.serialize(topic, parsed(marble.key, key))
      driver.pipe(topic, keyBytes, value.serialize(topic, parsed(marble.value, value)), time)
    }
  }
}

function clockMs(text: string): number {
  const ms = /^\+(\d+)$/.exec(text)?.[1]
  if (ms !== undefined) return Number(ms)
  throw new MoldauError('BAD_MARBLES', `"${text}" does not move the clock`, {
    hint: 'write +ms, such as +100',
  })
}

function compare(
  driver: TopologyTestDriver,
  topology: Topology,
  lines: readonly Line[],
  serdes: ReadonlyMap<string, TopicSerdes>,
): void {
  const expected = new Map<string, Marble[]>()
  for (const { topic, isOutput, words } of lines) {
    if (isOutput) expected.set(topic, [...(expected.get(topic) ?? []), ...words.map(marbleOf)])
  }
  const isInternal = (topic: string): boolean =>
    topic.endsWith('-changelog') || topology.repartitionTopics.has(topic.slice('test-'.length))
  const written = [...driver.producedTopicNames()].filter(topic => !isInternal(topic))
  const wrong: string[] = []
  for (const topic of new Set([...expected.keys(), ...written])) {
    const want = expected.get(topic) ?? []
    if (want.length === 0 && driver.queueSize(topic) === 0) continue
    const { key, value } = serdesFor(serdes, topic)
    const got: string[] = []
    let same = true
    for (let record = driver.poll(topic); record !== undefined; record = driver.poll(topic)) {
      const marble = want[got.length]
      const keyText = printed(key.deserialize(topic, record.key), key)
      const valueText = printed(value.deserialize(topic, record.value), value)
      same &&= marble !== undefined
      same &&= sameWord(marble!.key, keyText, key) && sameWord(marble!.value, valueText, value)
      same &&= marble!.timestamp === null || marble!.timestamp === record.timestamp
      got.push(`${keyText}:${valueText}@${record.timestamp}`)
    }
    if (same && got.length === want.length) continue
    const wanted = want.map(m => `${m.key}:${m.value}${m.timestamp === null ? '' : `@${m.timestamp}`}`)
    wrong.push(`  expected => ${topic}  ${wanted.join('  ')}`, `  came out => ${topic}  ${got.join('  ')}`)
  }
  if (wrong.length > 0) {
    throw new MoldauError('MARBLES_DIFFER', 'what came out is not what the table says', {
      detail: `\n${wrong.join('\n')}`,
    })
  }
}

/** Whether a word of the table says what came out, however it is written. */
function sameWord(word: string, got: string, serde: Serde<unknown>): boolean {
  return word === got || printed(parsed(word, serde), serde) === got
}
