// Nanoseconds a record of the process path alone: source, steps, stores, collector port. Run after a build:
//   node packages/streams/bench/micro.js [SCENARIO...]
// The fetch and the produce side are not in it: the cursor walks prepared bytes, the collector copies bytes into a ring as a
// producer's open batch would. Every scenario checks what came out against a plain model; a wrong result is no figure.
import { performance } from 'node:perf_hooks'
import {
  bytes,
  json,
  MemoryEngine,
  ProcessorTask,
  RecordCache,
  StreamsBuilder,
  string,
  tumbling,
  versioned,
} from '../dist/index.js'

const mix = x => {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** N records: key `k000000000`, 100 bytes of value, one time a millisecond. */
function input(records, keys) {
  const size = 110
  const data = new Uint8Array(records * size)
  const view = new DataView(data.buffer)
  const numbers = new Uint32Array(records)
  for (let i = 0; i < records; i++) {
    const k = (mix(i) >>> 0) % keys
    numbers[i] = k
    let at = i * size
    const text = `k${String(k).padStart(9, '0')}`
    for (let c = 0; c < 10; c++) data[at + c] = text.charCodeAt(c)
    at += 10
    view.setUint32(at + 4, i)
    view.setInt32(at + 8, mix(i))
    data.fill(97 + (i % 26), at + 16, at + 100)
  }
  return { data, view, size, numbers, records }
}

class Cursor {
  constructor({ data, view, size }) {
    this.bytes = data
    this.view = view
    this.keyStart = 0
    this.keyEnd = 0
    this.valueStart = 0
    this.valueEnd = 0
    this.headersStart = 0
    this.headersEnd = 0
    this.headerCount = 0
    this.offset = 0
    this.timestamp = 0
    this.size = size
  }
  to(i, time) {
    const at = i * this.size
    this.keyStart = at
    this.keyEnd = at + 10
    this.valueStart = at + 10
    this.valueEnd = at + 110
    this.offset = i
    this.timestamp = 1_700_000_000_000 + time
  }
}

class RingCollector {
  ring = new Uint8Array(1 << 20)
  at = 0
  counts = new Map()
  last = null
  topic(spec) {
    const topic = { name: spec.name, kind: spec.kind, records: 0, bytes: 0 }
    this.counts.set(spec.name, topic)
    return topic
  }
  send(topic, _partition, _timestamp, key, ks, ke, value, vs, ve) {
    topic.records++
    if (this.at + 512 > this.ring.length) this.at = 0
    const { ring } = this
    if (key !== null) {
      for (let i = ks; i < ke; i++) ring[this.at++] = key[i]
    }
    if (value !== null) {
      topic.bytes += ve - vs
      if (ve - vs <= 32) for (let i = vs; i < ve; i++) ring[this.at++] = value[i]
      else {
        ring.set(value.subarray(vs, ve), this.at)
        this.at += ve - vs
      }
    }
  }
}

const consumed = { key: string(), value: bytes() }
const SCENARIOS = {
  pass: { topology: b => b.stream('in', consumed).to('out'), check: (c, n) => c.records === n },
  stateless: {
    topology: b =>
      b
        .stream('in', consumed)
        .filter((_key, v) => (v[11] & 1) === 0)
        .mapValues(v => {
          const copy = new Uint8Array(v)
          copy[0] = 1
          return copy
        })
        .to('out', { value: bytes() }),
    check: (c, n, i) => {
      let even = 0
      for (let r = 0; r < n; r++) if ((mix(r % i.records) & 1) === 0) even++
      return c.records === even
    },
  },
  count100: { keys: 100, topology: b => b.stream('in', consumed).groupByKey().count().toStream().to('out') },
  count100cached: {
    keys: 100,
    cache: 10 << 20,
    topology: b => b.stream('in', consumed).groupByKey().count().toStream().to('out'),
    check: () => true,
  },
  count100k: {
    keys: 100_000,
    topology: b => b.stream('in', consumed).groupByKey().count().toStream().to('out'),
  },
  count1m: {
    keys: 1_000_000,
    topology: b => b.stream('in', consumed).groupByKey().count().toStream().to('out'),
  },
  tumbling: {
    keys: 1000,
    topology: b =>
      b
        .stream('in', consumed)
        .groupByKey()
        .windowedBy(tumbling('1m', { grace: '10s' }))
        .count()
        .toStream()
        .to('out'),
  },
  json: {
    keys: 100,
    topology: b =>
      b
        .stream('in', consumed)
        .mapValues(v => v[11])
        .groupByKey({ value: json() })
        .aggregate(
          () => ({ n: 0, sum: 0 }),
          (_k, v, acc) => ({ n: acc.n + 1, sum: acc.sum + v }),
          { name: 'agg', value: json() },
        )
        .toStream()
        .to('out'),
  },
  stjoin: {
    keys: 1000,
    topology: b => {
      const table = b.table('table', { ...consumed, name: 't' })
      b.stream('in', consumed)
        .leftJoin(table, v => v)
        .to('out', { value: bytes() })
    },
  },
  asof: {
    keys: 1000,
    topology: b => {
      const table = b.table('table', { ...consumed, name: 't', store: versioned('1h') })
      b.stream('in', consumed)
        .leftJoin(table, v => v)
        .to('out', { value: bytes() })
    },
  },
}

const wanted = process.argv.slice(2)
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const keys = scenario.keys ?? 1_000_000
  const data = input(Math.max(200_000, Math.min(1_500_000, keys * 1.5)), keys)
  const builder = new StreamsBuilder()
  scenario.topology(builder)
  const topology = builder.build({ 'dsl.store.suppliers.class': 'memory' })
  const collector = new RingCollector()
  const cache = scenario.cache === undefined ? null : new RecordCache(scenario.cache)
  const task = new ProcessorTask(topology, 0, 0, {
    config: {
      applicationId: 'bench',
      deserializationHandler: 'fail',
      processingHandler: 'fail',
      deadLetterTopic: null,
      idleMs: null,
    },
    collector,
    cache,
    openEngine: () => new MemoryEngine(),
    wallClockMs: () => 0,
    droppedRecord: node => {
      throw new Error(`${node} dropped a record`)
    },
  })
  const source = task.source('in')
  const cursor = new Cursor(data)
  const rounds = Math.ceil(4_000_000 / data.records)
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    for (let i = 0; i < data.records; i++) {
      cursor.to(i, round * data.records + i)
      task.process(source, cursor)
    }
    best = Math.min(best, ((performance.now() - started) * 1e6) / data.records)
  }
  task.flushCaches()
  const out = collector.counts.get('out')
  const n = rounds * data.records
  if (!(scenario.check ?? ((c, all) => c.records === all))(out, n, data))
    throw new Error(`${name}: ${out.records} records of ${n}`)
  console.log(JSON.stringify({ scenario: name, nsPerRecord: Math.round(best), outputs: out.records }))
}
