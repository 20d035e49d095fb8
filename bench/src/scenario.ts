/** The scenarios with their default sizes and inputs; names and numbers are those of the peer's benchmark. */
import { type InputShape, T0 } from './generator.ts'

export const SCENARIOS = {
  append: { text: 'producer: N records, acks=all', keys: 0, payload: 100 },
  consume: {
    text: 'consumer: a filled topic of N records, read three times over',
    keys: 1_000_000,
    payload: 100,
  },
  stateless: { text: 'filter half, mapValues, to', keys: 1_000_000, payload: 100 },
  count: { text: 'groupByKey, count, toStream, to', keys: 100_000, payload: 100 },
  tumbling: { text: 'groupByKey, 1 min windows, count', keys: 1_000, payload: 100 },
  hopping60: { text: 'groupByKey, 60 min windows every 1 min, count', keys: 1_000, payload: 100 },
  session: { text: 'groupByKey, sessions of 30 s inactivity, count', keys: 20_000, payload: 100 },
  ssjoin: { text: 'stream-stream inner join within 5 s', keys: 5_000, payload: 100 },
  stjoin: { text: 'stream-table inner join', keys: 100_000, payload: 100 },
  ttjoin: { text: 'table-table inner join', keys: 100_000, payload: 100 },
  restore: { text: 'restore a store from its changelog of N records', keys: 1_000_000, payload: 100 },
  e2e: { text: 'latency of one record per ms through a stateless app', keys: 1_000, payload: 100 },
  coldstart: { text: 'process start to first output record', keys: 1_000, payload: 100 },
  fkjoin: {
    text: 'table-table join by a foreign key, ten left rows to a right one',
    keys: 10_000,
    payload: 100,
  },
} as const
export type ScenarioName = keyof typeof SCENARIOS

export const PANE_MS = 60_000
export const HOPPING_SIZE_MS = 3_600_000
export const GRACE_MS = 10_000
export const SESSION_GAP_MS = 30_000
export const JOIN_WITHIN_MS = 5_000

export function defaultRecords(scenario: ScenarioName, keys: number, payload: number): number {
  switch (scenario) {
    case 'append':
      return payload > 256 ? 3_000_000 : 30_000_000
    case 'consume':
    case 'stateless':
      return 20_000_000
    case 'count':
      return keys < 10_000
        ? 12_000_000
        : keys < 1_000_000
          ? 3_000_000
          : keys < 10_000_000
            ? 2_000_000
            : 10_000_000
    case 'tumbling':
      return 6_000_000
    case 'hopping60':
      return 300_000
    case 'session':
      return 1_000_000
    case 'ssjoin':
    case 'ttjoin':
      return 2_000_000
    case 'stjoin':
      return 3_000_000
    case 'restore':
      return 10_000_000
    case 'e2e':
      return 30_000
    case 'coldstart':
      return 1_000
    case 'fkjoin':
      return 660_000
  }
}

export interface Sizes {
  readonly records: number
  readonly keys: number
  readonly payload: number
  readonly zipf: boolean
}

/** The inputs that an application of this scenario reads. */
export function inputsOf(scenario: ScenarioName, { records, keys, payload, zipf }: Sizes): InputShape[] {
  const main: InputShape = {
    role: 'main',
    stream: 0,
    records,
    keys,
    first: T0,
    step: 1,
    late: false,
    zipf,
    sequential: false,
    links: 0,
    payload,
  }
  switch (scenario) {
    case 'append':
      return []
    case 'tumbling':
    case 'session':
      return [{ ...main, late: true }]
    case 'hopping60':
      return [{ ...main, step: 36, late: true }]
    case 'ssjoin':
    case 'ttjoin': {
      const half = Math.floor(records / 2)
      return [
        { ...main, role: 'left', stream: 1, records: records - half, step: 2 },
        { ...main, role: 'right', stream: 2, records: half, first: T0 + 1, step: 2 },
      ]
    }
    case 'fkjoin': {
      const rights = Math.floor(records / 11)
      const plain = { ...main, zipf: false }
      return [
        {
          ...plain,
          role: 'left',
          stream: 1,
          records: records - rights,
          keys: 10 * keys,
          step: 10,
          links: keys,
        },
        { ...plain, role: 'right', stream: 2, records: rights, first: T0 + 5, step: 100 },
      ]
    }
    case 'stjoin':
      return [
        main,
        { ...main, role: 'table', stream: 3, records: keys, first: T0 - keys, zipf: false, sequential: true },
      ]
    default:
      return [main]
  }
}
