/** Takes values and hands each to its stats, and to its parents. (Kafka: Sensor.) */
import type { MetricName } from './metric.ts'
import type { Measurable, Stat } from './stats.ts'

/** What a sensor asks of its registry. */
export interface SensorHost {
  nowMs(): number
  /** Makes a figure of a sensor. @throws INVALID_ARGUMENT where another sensor has one of this name */
  register(sensor: Sensor, name: MetricName, stat: Stat): Measurable | undefined
}

/**
 * Made by `context.metrics` (see {@link StreamsMetrics}). Cost of a value: about 10 ns a stat; nothing where the level is not recorded.
 */
export class Sensor {
  readonly name: string
  readonly #host: SensorHost
  readonly #isRecording: boolean
  readonly #parents: readonly Sensor[]
  readonly #stats: Measurable[] = []

  constructor(host: SensorHost, name: string, isRecording: boolean, parents: readonly Sensor[]) {
    this.#host = host
    this.name = name
    this.#isRecording = isRecording
    this.#parents = parents
  }

  get parents(): readonly Sensor[] {
    return this.#parents
  }

  /** Whether values have an effect, by `metrics.recording.level`: worth asking before one is worked out at a price. */
  shouldRecord(): boolean {
    return this.#isRecording
  }

  hasMetrics(): boolean {
    return this.#stats.length > 0
  }

  /** A value, by default 1, as of `timeMs` (milliseconds since the epoch), by default now. */
  record(value = 1, timeMs: number = this.#host.nowMs()): void {
    if (!this.#isRecording) return
    for (const stat of this.#stats) stat.record(value, timeMs)
    for (const parent of this.#parents) parent.record(value, timeMs)
  }

  /**
   * Makes a metric of the values from here on. Nothing happens where the sensor has one of this name.
   * @throws INVALID_ARGUMENT where another sensor has one, or there is no such stat
   */
  add(name: Pick<MetricName, 'name' | 'group'> & Partial<MetricName>, stat: Stat): void {
    const made = this.#host.register(this, { tags: {}, description: '', ...name }, stat)
    if (made !== undefined) this.#stats.push(made)
  }
}
