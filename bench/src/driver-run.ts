/**
 * `npm run bench -- driver [--oracle FOLDER]`: how fast TopologyTestDriver runs four topologies, beside Kafka Streams' own where its judge's
 * folder is given (its `bin/oracle bench` runs the same records through the same topologies). One record a ms, 1,000 keys in turn,
 * both topics of a join in turn; outputs are taken after each 20,000 records, and counted: both sides must make equally many.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { MoldauError } from '@moldau/protocol'
import { joinWindows, long, StreamsBuilder, string, tumbling } from '@moldau/streams'
import { TopologyTestDriver } from '@moldau/testing'

const KEYS = 1000
const ROUND = 20_000

const TOPOLOGIES: Readonly<Record<string, (builder: StreamsBuilder) => void>> = {
  stateless: builder =>
    builder
      .stream('in', { key: string(), value: long() })
      .filter((_key, value) => value % 10 !== 0)
      .mapValues(value => value + 1)
      .to('out', { value: long() }),
  count: builder =>
    builder
      .stream('in', { key: string(), value: long() })
      .groupByKey()
      .count({ name: 'c' })
      .toStream()
      .to('out'),
  'tumbling-count': builder =>
    builder
      .stream('in', { key: string(), value: long() })
      .groupByKey()
      .windowedBy(tumbling(1000, { grace: 1000 }))
      .count({ name: 'c' })
      .toStream()
      .to('out'),
  'stream-stream-join': builder =>
    builder
      .stream('in', { key: string(), value: long() })
      .join(
        builder.stream('in2', { key: string(), value: long() }),
        (left, right) => left + right,
        joinWindows(100, { grace: 0 }),
        { otherValue: long() },
      )
      .to('out', { value: long() }),
}

interface Rate {
  readonly bench: string
  readonly records: number
  readonly produced: number
  readonly recordsPerCpuSecond: number
}

function measure(name: string, define: (builder: StreamsBuilder) => void, rounds: number): Rate {
  const builder = new StreamsBuilder()
  define(builder)
  const driver = new TopologyTestDriver(builder.build(), { 'dsl.store.suppliers.class': 'memory' })
  const isJoin = name.includes('join')
  const keys = Array.from({ length: KEYS }, (_, n) => Buffer.from(`key-${n}`))
  let records = 0
  let produced = 0
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < ROUND; n++, records++) {
      const key = keys[(isJoin ? records >>> 1 : records) % KEYS]!
      const value = Buffer.alloc(8)
      value.writeUInt32BE(records % 1000, 4)
      driver.pipe(isJoin && records % 2 === 1 ? 'in2' : 'in', key, value, records)
    }
    while (driver.poll('out') !== undefined) produced++
    for (const topic of driver.producedTopicNames()) while (driver.poll(topic) !== undefined) produced++
  }
  const { user, system } = process.cpuUsage(before)
  driver.close()
  return {
    bench: name,
    records,
    produced,
    recordsPerCpuSecond: Math.round(records / ((user + system) / 1e6)),
  }
}

/** Prints our rates, and where `oracle` is given the peer's and the ratio. Exit code 1 below 3 times the peer's. */
export function driverBench(words: readonly string[]): number {
  const at = words.indexOf('--oracle')
  const oracle = at < 0 ? undefined : words[at + 1]
  const peer = new Map<string, Rate>()
  if (oracle !== undefined) {
    const { stdout, status } = spawnSync(join(oracle, 'bin', 'oracle'), ['bench'], { encoding: 'utf8' })
    if (status !== 0)
      throw new MoldauError('RUN_FAILED', "Kafka Streams' test driver did not run", { detail: oracle })
    for (const line of stdout.trim().split('\n')) {
      const rate = JSON.parse(line) as Rate
      peer.set(rate.bench, rate)
    }
  }
  let missed = 0
  for (const [name, define] of Object.entries(TOPOLOGIES)) {
    measure(name, define, 5)
    const ours = measure(name, define, 10)
    const theirs = peer.get(name)
    let text = `${name.padEnd(20)}${String(ours.recordsPerCpuSecond).padStart(9)}`
    if (theirs !== undefined) {
      if (theirs.produced !== ours.produced) {
        throw new MoldauError('NOT_COMPARABLE', `${name}: the two sides made different outputs`, {
          detail: `${ours.produced} records here, ${theirs.produced} there`,
        })
      }
      const ratio = ours.recordsPerCpuSecond / theirs.recordsPerCpuSecond
      if (ratio < 3) missed++
      text += ` /${String(theirs.recordsPerCpuSecond).padStart(9)} records per CPU second = ${ratio.toFixed(2)}  floor 3: ${ratio < 3 ? 'MISSED' : 'met'}`
    } else text += ' records per CPU second'
    console.log(text)
  }
  return missed === 0 ? 0 : 1
}
