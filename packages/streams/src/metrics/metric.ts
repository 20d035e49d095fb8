/** What a metric is called and how it is read. (Kafka: MetricName, KafkaMetric.) */

/** The finest sensors that record anything: `INFO` records alone those of that level, `TRACE` all. */
export type RecordingLevel = 'INFO' | 'DEBUG' | 'TRACE'

export interface MetricName {
  readonly name: string
  readonly group: string
  readonly tags: Readonly<Record<string, string>>
  readonly description: string
}

/** One measured figure. */
export interface Metric {
  readonly metricName: MetricName
  /** As of now; NaN where there is nothing to tell, such as an average of nothing. */
  metricValue(): number
}

/** Equal for names that stand for one metric: name, group and tags count, the description does not. */
export function metricKey({ group, name, tags }: MetricName): string {
  return JSON.stringify([group, name, ...Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))])
}
