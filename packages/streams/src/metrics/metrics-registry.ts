/** All sensors and metrics of an application, by name. (Kafka: Metrics.) */
import { StreamsError } from '../failure.ts'
import { type Metric, type MetricName, metricKey, type RecordingLevel } from './metric.ts'
import { Sensor, type SensorHost } from './sensor.ts'
import { type Measurable, measurable, type SampleSettings, type Stat } from './stats.ts'

const LEVELS: readonly RecordingLevel[] = ['INFO', 'DEBUG', 'TRACE']

export interface MetricsSettings extends SampleSettings {
  readonly recordingLevel: RecordingLevel
}

export const METRICS_DEFAULT: MetricsSettings = { samples: 2, windowMs: 30_000, recordingLevel: 'INFO' }

interface Registered {
  readonly metric: Metric
  readonly sensor: Sensor
}

export class MetricsRegistry {
  private readonly clockMs: () => number
  private readonly settings: MetricsSettings
  private readonly sensors = new Map<string, Sensor>()
  private readonly registered = new Map<string, Registered>()
  private readonly host: SensorHost = {
    nowMs: () => this.clockMs(),
    register: (sensor, name, stat) => this.register(sensor, name, stat),
  }

  /** `clockMs`: the wall clock. */
  constructor(settings: MetricsSettings, clockMs: () => number) {
    this.settings = settings
    this.clockMs = clockMs
  }

  /** All of them, as they were made. */
  metrics(): readonly Metric[] {
    return [...this.registered.values()].map(({ metric }) => metric)
  }

  /** The sensor of this name, made where there is none. @throws INVALID_ARGUMENT for an unknown level, or a parent twice */
  sensor(name: string, level: RecordingLevel = 'INFO', parents: readonly Sensor[] = []): Sensor {
    const found = this.sensors.get(name)
    if (found !== undefined) return found
    if (!LEVELS.includes(level)) {
      throw new StreamsError('INVALID_ARGUMENT', `there is no recording level ${String(level)}`, {
        hint: `there are ${LEVELS.join(', ')}`,
      })
    }
    if (new Set(parents).size < parents.length)
      throw new StreamsError('INVALID_ARGUMENT', `sensor ${name} has a parent twice`)
    const isRecording = LEVELS.indexOf(level) <= LEVELS.indexOf(this.settings.recordingLevel)
    const sensor = new Sensor(this.host, name, isRecording, parents)
    this.sensors.set(name, sensor)
    return sensor
  }

  /** With its metrics, and with the sensors whose parent it is. */
  removeSensor(sensor: Sensor): void {
    if (this.sensors.get(sensor.name) !== sensor) return
    this.sensors.delete(sensor.name)
    for (const [key, one] of this.registered) if (one.sensor === sensor) this.registered.delete(key)
    for (const child of [...this.sensors.values()])
      if (child.parents.includes(sensor)) this.removeSensor(child)
  }

  private register(sensor: Sensor, metricName: MetricName, stat: Stat): Measurable | undefined {
    const key = metricKey(metricName)
    const found = this.registered.get(key)
    if (found?.sensor === sensor) return undefined
    if (found !== undefined) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `sensor ${found.sensor.name} has a metric ${metricName.name} of group ${metricName.group} with these tags`,
        { hint: 'a metric has one sensor: give this one another name, group or tag' },
      )
    }
    const made = measurable(stat, this.settings)
    if (made === undefined)
      throw new StreamsError('INVALID_ARGUMENT', `there is no stat ${String(stat)}`, {
        hint: 'there are avg, min, max, total, count, value, rate, countRate, windowedSum, windowedCount',
      })
    const metric = { metricName, metricValue: () => made.measure(this.clockMs()) }
    this.registered.set(key, { metric, sensor })
    return made
  }
}
