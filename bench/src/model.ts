/** What must come out, worked out from the generator alone with plain arrays. */
import { Checksum, fnv } from './checksum.ts'
import { Input, KEY_BYTES, linkOf, writeKey } from './generator.ts'
import type { Options } from './options.ts'
import {
  HOPPING_SIZE_MS,
  inputsOf,
  JOIN_WITHIN_MS,
  PANE_MS,
  type ScenarioName,
  SESSION_GAP_MS,
} from './scenario.ts'

/** The fingerprint of an input: the checksum over all records, with the time as eight more bytes behind the value. */
export function fingerprint(input: Input): Checksum {
  const sum = new Checksum()
  const time = new Uint8Array(8)
  for (let i = 0; i < input.shape.records; i++) {
    input.write(i)
    writeInt64(time, 0, input.time(i))
    sum.add(fnv(time, 0, 8, fnv(input.bytes, 0, input.bytes.length)))
  }
  return sum
}

/** The checksum of append's records: no key, link 0. */
export function appended(records: number, payload: number, stream = 0): Checksum {
  const input = new Input({
    role: 'append',
    stream,
    records,
    keys: 1,
    first: 0,
    step: 1,
    late: false,
    zipf: false,
    sequential: true,
    links: 0,
    payload,
  })
  const sum = new Checksum()
  for (let i = 0; i < records; i++) {
    input.write(i)
    sum.add(fnv(input.bytes, KEY_BYTES, input.bytes.length))
  }
  return sum
}

/** What a scenario reads and must give, as text. */
export function* describeModel(options: Options): Generator<string> {
  const { payload, records, scenario } = options
  if (scenario === 'append') {
    const sum = appended(records, payload)
    yield `result: ${sum.count} records, checksum ${sum.hex}`
    return
  }
  const inputs = inputsOf(scenario, options).map(shape => new Input(shape))
  for (const input of inputs)
    yield `input ${input.shape.role}: ${input.shape.records} records, fingerprint ${fingerprint(input).hex}`
  if (scenario === 'consume' || scenario === 'e2e' || scenario === 'coldstart') return
  const sum = expected(scenario, inputs)
  yield `result: ${sum.count} records, checksum ${sum.hex}`
}

export function expected(scenario: ScenarioName, inputs: readonly Input[]): Checksum {
  const main = inputs[0]!
  switch (scenario) {
    case 'append':
    case 'consume':
    case 'e2e':
    case 'coldstart':
      throw new Error(`${scenario} is checked by its own run`)
    case 'stateless':
      return stateless(main)
    case 'count':
      return count(main)
    case 'tumbling':
      return windows(main, PANE_MS)
    case 'hopping60':
      return windows(main, HOPPING_SIZE_MS)
    case 'session':
      return sessions(main)
    case 'ssjoin':
      return streamStream(main, inputs[1]!)
    case 'stjoin':
      return streamTable(main)
    case 'ttjoin':
      return tableTable(main, inputs[1]!)
    case 'fkjoin':
      return foreignKey(main, inputs[1]!)
    case 'restore':
      return lastPerKey(main)
  }
}

function stateless(input: Input): Checksum {
  const sum = new Checksum()
  for (let i = 0; i < input.shape.records; i++) {
    if ((input.random(i) & 1) !== 0) continue
    input.write(i)
    input.bytes[KEY_BYTES] = 1
    sum.add(fnv(input.bytes, 0, input.bytes.length))
  }
  return sum
}

function count(input: Input): Checksum {
  const counts = new Float64Array(input.shape.keys)
  for (let i = 0; i < input.shape.records; i++) counts[input.key(i)]!++
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 8)
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] === 0) continue
    writeKey(record, 0, k)
    writeInt64(record, KEY_BYTES, counts[k]!)
    sum.add(fnv(record, 0, record.length))
  }
  return sum
}

function windows(input: Input, sizeMs: number): Checksum {
  const { keys, records } = input.shape
  const firstStart = Math.floor((input.shape.first - 10_000 - sizeMs) / PANE_MS) * PANE_MS
  const panes = Math.ceil((input.shape.first + records * input.shape.step - firstStart) / PANE_MS) + 1
  const counts = new Float64Array(keys * panes)
  for (let i = 0; i < records; i++) {
    const time = input.time(i)
    const pane = Math.floor((time - firstStart) / PANE_MS)
    const base = input.key(i) * panes
    for (let p = pane; p > pane - sizeMs / PANE_MS; p--) counts[base + p]!++
  }
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 16)
  for (let n = 0; n < counts.length; n++) {
    if (counts[n] === 0) continue
    writeKey(record, 0, Math.floor(n / panes))
    writeInt64(record, KEY_BYTES, firstStart + (n % panes) * PANE_MS)
    writeInt64(record, KEY_BYTES + 8, counts[n]!)
    sum.add(fnv(record, 0, record.length))
  }
  return sum
}

/** The records of each key, by number. */
function byKey(input: Input): number[][] {
  const all: number[][] = Array.from({ length: input.shape.keys }, () => [])
  for (let i = 0; i < input.shape.records; i++) all[input.key(i)]!.push(i)
  return all
}

function sessions(input: Input): Checksum {
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 24)
  byKey(input).forEach((all, key) => {
    const times = all.map(i => input.time(i)).sort((a, b) => a - b)
    for (let from = 0, to = 1; from < times.length; from = to++) {
      while (to < times.length && times[to]! - times[to - 1]! <= SESSION_GAP_MS) to++
      writeKey(record, 0, key)
      writeInt64(record, KEY_BYTES, times[to - 1]!)
      writeInt64(record, KEY_BYTES + 8, times[from]!)
      writeInt64(record, KEY_BYTES + 16, to - from)
      sum.add(fnv(record, 0, record.length))
    }
  })
  return sum
}

function addPair(sum: Checksum, record: Uint8Array, key: number, left: number, right: number): void {
  writeKey(record, 0, key)
  writeInt64(record, KEY_BYTES, left)
  writeInt64(record, KEY_BYTES + 8, right)
  sum.add(fnv(record, 0, record.length))
}

function streamStream(left: Input, right: Input): Checksum {
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 16)
  const others = byKey(right)
  byKey(left).forEach((all, key) => {
    const candidates = others[key]!
    let from = 0
    for (const i of all) {
      const time = left.time(i)
      while (from < candidates.length && right.time(candidates[from]!) < time - JOIN_WITHIN_MS) from++
      for (let n = from; n < candidates.length && right.time(candidates[n]!) <= time + JOIN_WITHIN_MS; n++)
        addPair(sum, record, key, i, candidates[n]!)
    }
  })
  return sum
}

function tableTable(left: Input, right: Input): Checksum {
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 16)
  const others = byKey(right)
  byKey(left).forEach((all, key) => {
    const last = [all.at(-1), others[key]!.at(-1)] as const
    if (last[0] !== undefined && last[1] !== undefined) addPair(sum, record, key, last[0], last[1])
  })
  return sum
}

function foreignKey(left: Input, right: Input): Checksum {
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 16)
  const others = byKey(right)
  byKey(left).forEach((all, key) => {
    const last = [all.at(-1), others[linkOf(key, left.shape.links)]!.at(-1)] as const
    if (last[0] !== undefined && last[1] !== undefined) addPair(sum, record, key, last[0], last[1])
  })
  return sum
}

function streamTable(input: Input): Checksum {
  const sum = new Checksum()
  const record = new Uint8Array(KEY_BYTES + 16)
  for (let i = 0; i < input.shape.records; i++) {
    const k = input.key(i)
    writeKey(record, 0, k)
    writeInt64(record, KEY_BYTES, i)
    writeInt64(record, KEY_BYTES + 8, k)
    sum.add(fnv(record, 0, record.length))
  }
  return sum
}

function lastPerKey(input: Input): Checksum {
  const last = new Float64Array(input.shape.keys).fill(-1)
  for (let i = 0; i < input.shape.records; i++) last[input.key(i)] = i
  const sum = new Checksum()
  for (const i of last) {
    if (i < 0) continue
    input.write(i)
    sum.add(fnv(input.bytes, 0, input.bytes.length))
  }
  return sum
}

export function writeInt64(target: Uint8Array, at: number, value: number): void {
  let rest = value
  for (let n = at + 7; n >= at; n--) {
    target[n] = rest % 256
    rest = Math.floor(rest / 256)
  }
}
