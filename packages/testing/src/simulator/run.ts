/**
 * One run: a seed and a workload, from the broker's first start to the last judgement.
 *
 *   start, workload begins | faults for `faultMs` | calm: everything comes to its end | judges | clean stop, start again, judges
 *
 * After the faults have stopped everything must come to its end within `DRAIN_MS` of virtual time: that is liveness.
 */
import type { ProducerOptions } from '@moldau/client'
import type { Flush } from '@moldau/log'
import { SimulatedBroker, type SimulatedBrokerOptions } from './broker/simulated-broker.ts'
import type { SeededRandom } from './kernel/seeded-random.ts'
import { type Finding, Simulation } from './kernel/simulation.ts'
import { FAULTS, Nemesis, type NemesisOptions } from './world/nemesis.ts'
import type { Workload } from './world/workload.ts'
import { World } from './world/world.ts'

/** Virtual time in which everything must have come to its end once nothing goes wrong any more, ms. */
export const DRAIN_MS = 240_000

/** What the broker may still have to do when every client has come to its end, ms. */
const SETTLE_MS = 2000

export interface RunOptions {
  readonly seed: number
  readonly workload: Workload
  /** How much is done: 1 is a few hundred operations. Default 1. */
  readonly scale?: number
  readonly onTrace?: (line: string) => void
}

export interface RunResult {
  readonly seed: number
  readonly workload: string
  /** Nothing, when all held. */
  readonly findings: readonly Finding[]
  /** The same for the same seed: of every event. */
  readonly traceHash: string
  readonly traceLines: number
  /** The last lines of the trace. */
  readonly tail: readonly string[]
  readonly operations: number
  readonly steps: number
  readonly faults: number
  readonly deaths: number
  readonly virtualMs: number
}

export async function runSimulation({ onTrace, scale = 1, seed, workload }: RunOptions): Promise<RunResult> {
  const simulation = new Simulation(onTrace === undefined ? { seed } : { seed, onTrace })
  const random = simulation.random.fork('run')
  const chosen = chooseBroker(random)
  const limits = chooseLimits(simulation.random.fork('limits'))
  const options = withLimits(workload.broker?.(random, chosen) ?? chosen, limits)
  const broker = new SimulatedBroker(simulation, options)
  broker.disk.speed = { syncMinMs: 0.2, syncMaxMs: random.pick([5, 50, 400]) }
  const world = new World(simulation, broker, scale, limits.producer)
  let nemesis: Nemesis | undefined
  const phase = async (name: string, limitMs: number, program: () => Promise<void>): Promise<boolean> => {
    simulation.note('run', name)
    try {
      if (await simulation.run(program, limitMs)) return true
      simulation.find('stuck', `${name} did not end within ${limitMs} ms: ${waiting(world)}`)
    } catch (error) {
      simulation.find('run-failed', `${name}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    return false
  }
  let judge: () => Promise<void> = async () => undefined
  const begun = await phase('begin', DRAIN_MS, async () => {
    await broker.start()
    judge = await workload.begin(world)
  })
  if (begun) {
    const faultMs = random.int(6_000, 20_000) * Math.max(1, Math.sqrt(scale))
    const faults = chooseFaults(random, workload, broker)
    nemesis = new Nemesis(simulation, broker, world.clients, moreFaults(simulation, workload, faults, limits))
    const ended =
      (await phase('faults', faultMs + DRAIN_MS, () => nemesis!.run(faultMs))) &&
      (await phase('drain', DRAIN_MS, () => drain(world)))
    if (ended) {
      await phase('judge', DRAIN_MS, async () => {
        // A commit is answered when it is decided: its markers, and what is visible by them, come a sync later.
        await simulation.sleep(SETTLE_MS)
        await judge()
      })
      await phase('judge after a clean restart', DRAIN_MS, async () => {
        await broker.stop()
        await broker.start()
        await judge()
      })
    }
  }
  const { findings, time, trace } = simulation
  return {
    ...{ seed, workload: workload.name, findings, traceHash: trace.hash, traceLines: trace.lines },
    ...{ tail: trace.tail, operations: world.history.size, steps: time.steps, faults: nemesis?.count ?? 0 },
    ...{ deaths: broker.deaths.length, virtualMs: Math.round(time.nowMs) },
  }
}

async function drain(world: World): Promise<void> {
  world.isCalm = true
  while (world.clients.some(one => !one.isDone)) await world.simulation.sleep(50)
}

function waiting(world: World): string {
  const names = world.clients.filter(one => !one.isDone).map(({ life, name }) => `${name} (life ${life})`)
  return names.length === 0 ? 'nobody waits' : `${names.join(', ')} not done`
}

/** A broker whose limits are near: small segments, few partitions of internal topics, little memory. */
function chooseBroker(random: SeededRandom): SimulatedBrokerOptions {
  // What only a sync keeps is promised by `batch` alone; the others are run without the loss of power.
  const flush: Flush = random.chance(0.75) ? 'batch' : random.pick(['os', { intervalMs: 50 }] as const)
  return {
    flush,
    tailCacheBytes: random.pick([0, 2048, 1 << 20]),
    config: {
      'log.segment.bytes': random.pick([2048, 8192, 65536]),
      'log.index.interval.bytes': random.pick([64, 512, 4096]),
      // A full index makes a segment roll: internal topics roll too, whose segments are never small otherwise.
      'log.index.size.max.bytes': random.pick([48, 480, 10_485_760]),
      'offsets.topic.num.partitions': 2,
      'transaction.state.log.num.partitions': 2,
      'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
      'log.flush.offset.checkpoint.interval.ms': random.pick([500, 5000]),
      'log.retention.check.interval.ms': 1000,
      'offsets.retention.check.interval.ms': 1000,
      'producer.id.expiration.check.interval.ms': 1000,
      'log.cleaner.backoff.ms': random.pick([300, 5000]),
      'log.cleaner.dedupe.buffer.size': 200_000,
      'auto.create.topics.enable': false,
    },
  }
}

/** Limits that are seldom met. Drawn apart, so that they change nothing else that a seed has chosen. */
interface Limits {
  readonly config: Record<string, string | number>
  readonly serve: NonNullable<SimulatedBrokerOptions['serve']>
  readonly producer: ProducerOptions
  /** Producers that were idle for so long are forgotten: who is older by an hour from one moment to the next is, too. */
  readonly forgets: boolean
}

function chooseLimits(random: SeededRandom): Limits {
  const config: Record<string, string | number> = {}
  const perhaps = (name: string, values: readonly number[]): void => {
    const value = random.pick(values)
    if (random.chance(0.2)) config[name] = value
  }
  perhaps('log.segment.bytes', [1300])
  perhaps('log.index.interval.bytes', [1])
  perhaps('log.index.size.max.bytes', [24])
  perhaps('fetch.max.bytes', [100, 1000])
  perhaps('max.incremental.fetch.session.cache.slots', [0, 1, 2])
  perhaps('group.initial.rebalance.delay.ms', [200, 1500])
  perhaps('log.cleaner.dedupe.buffer.size', [2400])
  // Longer than anybody sends a batch again; shorter than a run.
  perhaps('producer.id.expiration.ms', [25_000])
  const serves = random.chance(0.2)
  const sends = random.chance(0.2)
  return {
    config,
    serve: serves ? { inFlightMax: random.pick([1, 2]), inFlightBytesMax: random.pick([1, 500]) } : {},
    producer: sends ? { batchBytes: random.pick([1, 200]), requestBytesMax: random.pick([1000, 4000]) } : {},
    forgets: 'producer.id.expiration.ms' in config,
  }
}

function withLimits(options: SimulatedBrokerOptions, { config, serve }: Limits): SimulatedBrokerOptions {
  return { ...options, config: { ...options.config, ...config }, serve }
}

/** Faults that were thought of later, drawn apart like the limits; and without what the limits do not bear. */
function moreFaults(
  simulation: Simulation,
  workload: Workload,
  chosen: NemesisOptions,
  { forgets }: Limits,
): NemesisOptions {
  const bears = (workload.faults ?? FAULTS).includes('read-errors')
  const more = bears && simulation.random.fork('more-faults').chance(0.15)
  const faults = more ? [...chosen.faults, 'read-errors' as const] : chosen.faults
  return { ...chosen, faults: faults.filter(fault => !(forgets && fault === 'clock-jump')) }
}

function chooseFaults(random: SeededRandom, workload: Workload, broker: SimulatedBroker): NemesisOptions {
  const isDurable = broker.options.flush === 'batch'
  const possible = (workload.faults ?? FAULTS).filter(
    fault => fault !== 'read-errors' && (isDurable || (fault !== 'power-loss' && fault !== 'sync-failure')),
  )
  const share = random.pick([0, 0.2, 0.5, 1])
  const faults = possible.filter(() => random.chance(share))
  const calmest = random.pick([300, 1500, 4000])
  return { faults, calmMs: [Math.floor(calmest / 5), calmest], atOnce: random.pick([1, 1, 2]) }
}
