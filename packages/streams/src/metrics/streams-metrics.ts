/**
 * Metrics as a processor meets them: its own sensors under Kafka Streams' names, and those of the application to be read.
 * (Kafka Streams: StreamsMetrics, KIP-444.)
 */
import { StreamsError } from '../failure.ts'
import type { Metric, RecordingLevel } from './metric.ts'
import type { MetricsRegistry } from './metrics-registry.ts'
import type { Sensor } from './sensor.ts'

/**
 * What `context.metrics` is. A sensor lives until it is removed, also over a close of the processor that made it; asked for again
 * it is the same one, so all tasks of a worker share what has one name.
 *
 * ```ts
 * const builder = new StreamsBuilder()
 * builder.stream('in', { key: string(), value: string() }).processValues(() => {
 *   let lengths: Sensor
 *   return {
 *     init(context) {
 *       lengths = context.metrics.addLatencyRateTotalSensor('word', 'words', 'length')
 *     },
 *     process: record => lengths.record(record.value.length),
 *   }
 * })
 * const driver = new TopologyTestDriver(builder.build())
 * const input = driver.createInputTopic('in', string(), string())
 * input.pipeInput('a', 'to')
 * input.pipeInput('a', 'dusk')
 * for (const { metricName, metricValue } of driver.metrics())
 *   if (metricName.name.endsWith('-max')) console.log(metricName.name, metricValue()) // prints length-latency-max 4
 * driver.close()
 * ```
 */
export interface StreamsMetrics {
  /** All metrics of the application. */
  metrics(): readonly Metric[]
  /**
   * Makes a sensor with the metrics `<operation>-latency-avg` and `-max` of its values, `<operation>-rate` (values a second) and
   * `<operation>-total` (values so far), in the group `stream-<scope>-metrics`, tagged `thread-id` and `<scope>-id`, which is the
   * entity. `tags` come on top.
   */
  addLatencyRateTotalSensor(
    scopeName: string,
    entityName: string,
    operationName: string,
    recordingLevel?: RecordingLevel,
    tags?: Readonly<Record<string, string>>,
  ): Sensor
  /** The same without the two of the values. */
  addRateTotalSensor(
    scopeName: string,
    entityName: string,
    operationName: string,
    recordingLevel?: RecordingLevel,
    tags?: Readonly<Record<string, string>>,
  ): Sensor
  /** A sensor without metrics, to `add` some; each value goes to its parents, too. Default level: INFO. */
  addSensor(name: string, recordingLevel?: RecordingLevel, ...parents: Sensor[]): Sensor
  /** With its metrics, and the sensors whose parent it is. */
  removeSensor(sensor: Sensor): void
}

/** Those of one worker. */
export class ThreadMetrics implements StreamsMetrics {
  private readonly registry: MetricsRegistry
  private readonly threadId: string

  constructor(registry: MetricsRegistry, threadId: string) {
    this.registry = registry
    this.threadId = threadId
  }

  metrics(): readonly Metric[] {
    return this.registry.metrics()
  }

  addLatencyRateTotalSensor(
    scopeName: string,
    entityName: string,
    operationName: string,
    recordingLevel?: RecordingLevel,
    tags: Readonly<Record<string, string>> = {},
  ): Sensor {
    const sensor = this.external(entityName, operationName, recordingLevel)
    const of = this.group(scopeName, entityName, tags)
    const latency = `${operationName}-latency`
    sensor.add(
      { ...of, name: `${latency}-avg`, description: `The average latency of ${operationName}` },
      'avg',
    )
    sensor.add(
      { ...of, name: `${latency}-max`, description: `The maximum latency of ${operationName}` },
      'max',
    )
    this.addRateTotal(sensor, of, operationName, `${operationName} operations`)
    return sensor
  }

  addRateTotalSensor(
    scopeName: string,
    entityName: string,
    operationName: string,
    recordingLevel?: RecordingLevel,
    tags: Readonly<Record<string, string>> = {},
  ): Sensor {
    const sensor = this.external(entityName, operationName, recordingLevel)
    const of = this.group(scopeName, entityName, tags)
    this.addRateTotal(sensor, of, operationName, `${operationName} operations`)
    return sensor
  }

  addSensor(name: string, recordingLevel?: RecordingLevel, ...parents: Sensor[]): Sensor {
    return this.registry.sensor(name, recordingLevel, parents)
  }

  removeSensor(sensor: Sensor): void {
    this.registry.removeSensor(sensor)
  }

  /** `dropped-records-rate` and `-total` of a task. */
  droppedRecords(taskId: string): Sensor {
    const sensor = this.registry.sensor(`internal.${this.threadId}.task.${taskId}.s.dropped-records`)
    const of = { group: 'stream-task-metrics', tags: { 'thread-id': this.threadId, 'task-id': taskId } }
    this.addRateTotal(sensor, of, 'dropped-records', 'dropped records')
    return sensor
  }

  private external(entity: string, operation: string, level: RecordingLevel | undefined): Sensor {
    for (const [what, name] of [
      ['entity', entity],
      ['operation', operation],
    ])
      if (typeof name !== 'string' || name === '')
        throw new StreamsError('INVALID_ARGUMENT', `a sensor needs the name of its ${what}`)
    return this.registry.sensor(`external.${this.threadId}.entity.${entity}.s.${operation}`, level)
  }

  private group(
    scope: string,
    entity: string,
    tags: Readonly<Record<string, string>>,
  ): { readonly group: string; readonly tags: Readonly<Record<string, string>> } {
    const own = { 'thread-id': this.threadId, [`${scope}-id`]: entity }
    return { group: `stream-${scope}-metrics`, tags: { ...own, ...tags } }
  }

  private addRateTotal(
    sensor: Sensor,
    of: { readonly group: string; readonly tags: Readonly<Record<string, string>> },
    name: string,
    what: string,
  ): void {
    const description = `The average number of ${what} per second`
    sensor.add({ ...of, name: `${name}-rate`, description }, 'countRate')
    sensor.add({ ...of, name: `${name}-total`, description: `The total number of ${what}` }, 'count')
  }
}
