/** The command line of a scenario: the peer's options, `level` in place of `rocksdb`, and `--durable`. */
import { MoldauError } from '@moldau/protocol'
import { defaultRecords, SCENARIOS, type ScenarioName } from './scenario.ts'

export interface Options {
  readonly scenario: ScenarioName
  records: number
  keys: number
  payload: number
  partitions: number
  threads: number
  store: 'level' | 'memory'
  zipf: boolean
  eos: boolean
  commitMs: number
  cache: number
  compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  profile: 'default' | 'throughput'
  warmup: number
  durable: boolean
  verify: boolean
  /** coldstart: how many starts. */
  runs: number
  /** e2e: records a second, and for how long. */
  rate: number
  seconds: number
  /** Settings over those of the scenario: of the application; of append and consume: of the client. */
  set: ReadonlyMap<string, string | number | boolean>
  /** A broker elsewhere; without it the log is embedded. */
  bootstrap: string | undefined
}

/** `5000000`, `5m` or `5k`. */
export function parseCount(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)([km]?)$/.exec(text)
  if (match === null) throw usage(`${option} takes a number such as 5000000, 5m or 5k, not "${text}"`)
  return Math.round(Number(match[1]) * (match[2] === 'm' ? 1_000_000 : match[2] === 'k' ? 1_000 : 1))
}

function usage(detail: string): MoldauError {
  return new MoldauError('BAD_OPTION', 'the command line cannot be understood', {
    detail,
    hint: 'npm run bench -- list prints the scenarios and their options',
  })
}

export function scenarioNamed(name: string): ScenarioName {
  if (Object.hasOwn(SCENARIOS, name)) return name as ScenarioName
  throw usage(`there is no scenario "${name}"; there are ${Object.keys(SCENARIOS).join(', ')}`)
}

export function parseOptions(name: string, words: readonly string[]): Options {
  const scenario = scenarioNamed(name)
  const given = new Map<string, string>()
  const set = new Map<string, string | number | boolean>()
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!
    if (FLAGS.has(word)) given.set(word, '')
    else if (VALUES.has(word)) {
      const value = words[++n]
      if (value === undefined) throw usage(`${word} takes a value`)
      if (word === '--set') addSetting(set, value)
      else given.set(word, value)
    } else if (FOREIGN.has(word)) throw usage(`${word} ${FOREIGN.get(word)}: it has no meaning on this side`)
    else throw usage(`unknown option "${word}"; there are ${[...FLAGS, ...VALUES].join(', ')}`)
  }
  const number = (option: string, otherwise: number): number => {
    const value = given.get(option)
    return value === undefined ? otherwise : parseCount(value, option)
  }
  const oneOf = <T extends string>(option: string, allowed: readonly T[], otherwise: T): T => {
    const value = given.get(option) ?? otherwise
    if (allowed.includes(value as T)) return value as T
    throw usage(`${option} is one of ${allowed.join(', ')}, not "${value}"`)
  }
  const keys = number('--keys', SCENARIOS[scenario].keys)
  const payload = number('--payload', SCENARIOS[scenario].payload)
  if (payload < 16 || payload > 4096) throw usage(`--payload is 16 to 4096 bytes, not ${payload}`)
  const eos = given.has('--eos')
  const records = number('--records', defaultRecords(scenario, keys, payload))
  return {
    scenario,
    records,
    keys,
    payload,
    partitions: number('--partitions', 1),
    threads: number('--threads', 1),
    store: oneOf('--store', ['level', 'memory'], 'level'),
    zipf: given.has('--zipf'),
    eos,
    commitMs: number('--commit', eos || scenario === 'e2e' || scenario === 'fkjoin' ? 100 : 30_000),
    cache: number('--cache', scenario === 'ttjoin' ? 0 : 10 << 20),
    compression: oneOf('--compression', ['none', 'gzip', 'snappy', 'lz4', 'zstd'], 'none'),
    profile: oneOf('--profile', ['default', 'throughput'], 'throughput'),
    warmup: number('--warmup', Math.floor((records * 2) / 5)),
    durable: given.has('--durable'),
    verify: !given.has('--no-verify'),
    runs: number('--runs', 5),
    rate: number('--rate', 1000),
    seconds: number('--seconds', 30),
    set,
    bootstrap: given.get('--bootstrap'),
  }
}

/** `name=value`, the value a number or a boolean where it reads as one. */
function addSetting(set: Map<string, string | number | boolean>, text: string): void {
  const at = text.indexOf('=')
  if (at < 1) throw usage(`--set takes name=value, not "${text}"`)
  const value = text.slice(at + 1)
  const isNumber = value !== '' && Number.isFinite(Number(value))
  set.set(
    text.slice(0, at),
    isNumber ? Number(value) : value === 'true' || value === 'false' ? value === 'true' : value,
  )
}

/** Options of Kafka's side alone. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['--rocks', 'tunes RocksDB'],
  ['--cds', "is about the JVM's class-data archive"],
  ['--streams-protocol', 'is about a group protocol that Moldau does not speak'],
])

const FLAGS = new Set(['--zipf', '--eos', '--durable', '--no-verify'])
const VALUES = new Set([
  '--records',
  '--keys',
  '--payload',
  '--partitions',
  '--threads',
  '--store',
  '--commit',
  '--cache',
  '--compression',
  '--profile',
  '--warmup',
  '--set',
  '--bootstrap',
  '--runs',
  '--rate',
  '--seconds',
])
