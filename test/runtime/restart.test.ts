/**
 * A restart changes no output: everything dropped but changelogs and committed offsets with their metadata. Each application
 * is ended between any two of its input records, in order or as by kill -9 with one record processed and not committed; its
 * state folder is removed; the next run has to put out what an uninterrupted one would have. So it has to with its state kept.
 */
import { hopping, type StreamsApp, type StreamsBuilder, string, tumbling, versioned } from 'moldau'
import { describe, expect, test } from 'vitest'
import { Home, type Input, type Output, Plug, until } from './home.ts'

const text = { key: string(), value: string() }
const keep = { ...text, caching: false } as const

interface Program {
  readonly name: string
  readonly topology: (builder: StreamsBuilder) => void
  readonly inputs: readonly Input[]
  readonly config?: { readonly 'topology.optimization': string }
}

const at = (time: number, key: string | null, value: string | null, topic = 'in'): Input => ({
  ...{ topic, key, value, time, partition: 0 },
})

/** Times run on, with late ones of several degrees. */
const stream: readonly Input[] = [
  at(10, 'a', '1'),
  at(12, 'b', '2'),
  at(25, 'a', '3'),
  at(14, 'a', '4'),
  at(41, 'b', '5'),
  at(19, 'a', '6'),
  at(26, 'a', '7'),
  at(43, 'a', '8'),
  at(9, 'b', '9'),
]
/** Updates of a table between records that meet it, both out of order. */
const joined: readonly Input[] = [
  at(10, 'a', 'old', 'table'),
  at(11, 'a', '1'),
  at(30, 'a', 'new', 'table'),
  at(31, 'a', '2'),
  at(20, 'a', 'between', 'table'),
  at(25, 'a', '3'),
  at(35, 'a', null, 'table'),
  at(29, 'a', '4'),
  at(40, 'a', '5'),
  at(33, 'b', '6'),
]

const programs: readonly Program[] = [
  {
    name: 'count',
    inputs: stream,
    topology: builder => {
      builder.stream('in', text).groupByKey().count({ name: 'n', caching: false }).toStream().to('out')
    },
  },
  {
    name: 'count in memory',
    inputs: stream,
    topology: builder => {
      const store = { name: 'n', caching: false, store: 'memory' } as const
      builder.stream('in', text).groupByKey().count(store).toStream().to('out')
    },
  },
  {
    name: 'windowed count with grace',
    inputs: stream,
    topology: builder => {
      const windows = tumbling(10, { grace: 15 })
      builder
        .stream('in', text)
        .groupByKey()
        .windowedBy(windows)
        .count({ name: 'n', caching: false })
        .toStream()
        .to('out')
    },
  },
  {
    name: 'windowed reduce in memory, hopping, without grace',
    inputs: stream,
    topology: builder => {
      const store = { name: 'all', caching: false, store: 'memory', ...text } as const
      builder
        .stream('in', text)
        .groupByKey()
        .windowedBy(hopping(20, 10))
        .reduce((a, b) => a + b, store)
        .toStream()
        .to('out')
    },
  },
  {
    name: 'reduce through a repartition topic',
    inputs: stream,
    topology: builder => {
      builder
        .stream('in', text)
        .groupBy((_key, value) => String(Number(value) % 2), text)
        .reduce((a, b) => `${a},${b}`, { name: 'all', ...keep })
        .toStream()
        .to('out', text)
    },
  },
  {
    name: 'windowed count behind a repartition topic',
    inputs: stream,
    topology: builder => {
      builder
        .stream('in', text)
        .groupBy((_key, value) => String(Number(value) % 2), text)
        .windowedBy(tumbling(10, { grace: 5 }))
        .count({ name: 'n', caching: false })
        .toStream()
        .to('out')
    },
  },
  {
    name: 'stream-table join',
    inputs: joined,
    topology: builder => {
      const table = builder.table('table', { ...keep, name: 'table-store' })
      builder
        .stream('in', text)
        .leftJoin(table, (value, other) => `${value}/${other ?? '-'}`, text)
        .to('out', text)
    },
  },
  {
    name: 'stream-table join, the source topic being the changelog',
    inputs: joined,
    config: { 'topology.optimization': 'all' },
    topology: builder => {
      const table = builder.table('table', { ...keep, name: 'table-store' })
      builder
        .stream('in', text)
        .leftJoin(table, (value, other) => `${value}/${other ?? '-'}`, text)
        .to('out', text)
    },
  },
  {
    name: 'versioned join',
    inputs: joined,
    topology: builder => {
      const table = builder.table('table', { ...text, name: 'table-store', store: versioned(1000) })
      builder
        .stream('in', text)
        .leftJoin(table, (value, other) => `${value}/${other ?? '-'}`, text)
        .to('out', text)
    },
  },
  {
    name: 'versioned join whose history ends',
    inputs: joined,
    topology: builder => {
      const store = versioned(8, { segmentInterval: 4 })
      const table = builder.table('table', { ...text, name: 'table-store', store })
      builder
        .stream('in', text)
        .leftJoin(table, (value, other) => `${value}/${other ?? '-'}`, text)
        .to('out', text)
    },
  },
]

/** How a run ends. */
type Ending = 'stop' | 'abandon' | 'stop and keep'

class Runs {
  readonly home: Home
  readonly program: Program
  stateDir = ''
  #app: StreamsApp | undefined
  #plug = new Plug()

  constructor(home: Home, program: Program) {
    this.home = home
    this.program = program
  }

  get app(): StreamsApp {
    return this.#app!
  }

  async start(): Promise<void> {
    if (this.stateDir === '') this.stateDir = await this.home.folder()
    this.#plug = new Plug()
    const { config = {}, topology } = this.program
    this.#app = this.home.app('app', topology, this.stateDir, config, this.#plug.wrap)
    await this.#app.start()
  }

  /** Writes a record, which is processed when this settles; committed unless it is to stay open. */
  async feed(record: Input, isLeftOpen = false): Promise<void> {
    await this.home.finished(this.app)
    const before = this.app.processedRecords
    await this.home.write([record])
    if (isLeftOpen) await until('a record to be processed', () => this.app.processedRecords > before)
    else await this.home.finished(this.app)
  }

  async end(ending: Ending): Promise<void> {
    if (ending !== 'abandon') await this.app.stop()
    else {
      this.#plug.pull()
      this.home.abandon(this.app)
    }
  }

  async dropState(): Promise<void> {
    this.stateDir = await this.home.emptied(this.stateDir, 'app')
  }
}

async function outputsOf(program: Program, cuts: readonly number[], ending: Ending): Promise<Output[]> {
  const home = await Home.open()
  try {
    await home.create({ in: 1, table: 1, out: 1 })
    const runs = new Runs(home, program)
    await runs.start()
    for (const [n, record] of program.inputs.entries()) {
      if (cuts.includes(n)) {
        await runs.end(ending)
        if (ending !== 'stop and keep') await runs.dropState()
        await runs.start()
      }
      await runs.feed(record, ending === 'abandon' && cuts.includes(n + 1))
    }
    await home.finished(runs.app)
    const outputs = await home.read('out', 'hex')
    await runs.app.stop()
    expect(home.warnings).toEqual([])
    return outputs
  } finally {
    await home.close()
  }
}

const values = (outputs: readonly Output[]) => outputs.map(({ key, value, time }) => ({ key, value, time }))

/** Runs that are under way at the same time: most of a run is waiting. */
const AT_ONCE = 4

describe.each(['stop', 'abandon'] as const)('%s between any two records:', ending => {
  test.each(programs)('$name', async program => {
    const expected = values(await outputsOf(program, [], 'stop'))
    expect(expected.length).toBeGreaterThan(3)
    const everywhere = program.inputs.map((_, n) => n).slice(1)
    // An orderly stop does less than an abandoned run: one run that stops everywhere will do.
    const cuts = ending === 'stop' ? [everywhere] : [...everywhere.map(cut => [cut]), everywhere]
    for (let n = 0; n < cuts.length; n += AT_ONCE) {
      const some = cuts.slice(n, n + AT_ONCE)
      const outputs = await Promise.all(some.map(cut => outputsOf(program, cut, ending)))
      for (const [m, cut] of some.entries())
        expect(values(outputs[m]!), `cuts before records ${cut.join(', ')}`).toEqual(expected)
    }
  })
})

describe('with the state kept, a stop after every record:', () => {
  test.each(programs)('$name', async program => {
    const expected = values(await outputsOf(program, [], 'stop'))
    const everywhere = program.inputs.map((_, n) => n).slice(1)
    expect(values(await outputsOf(program, everywhere, 'stop and keep'))).toEqual(expected)
  })
})
