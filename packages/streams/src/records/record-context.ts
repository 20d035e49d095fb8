/**
 * What a callback of the DSL may know of the record in hand besides key and value.
 *
 *  1. It is a copy: it stays as it is when the record goes on, and may be kept.
 *  2. The record in hand is the one that made the operator run: in a join the one that meets the other side, where a cache or a
 *     buffer lets an entry go the record that the entry was made of, for the old value of a table the update that replaces it.
 *  3. What a punctuation forwards comes from no topic: topic, partition and offset are null.
 *  4. It is made where a callback reads the parameter (callback.ts), and nowhere else.
 * (Kafka Streams: RecordContext, which only its topic extractors and processors see.)
 */
import { decodeHeaders, type HeaderList } from './headers.ts'
import type { TaskRecord } from './task-record.ts'

/**
 * The last argument of every callback of the DSL, for those that take it. Cost: nothing where it is not read; else an object a record, and
 * the record's headers decoded.
 *
 * ```ts
 * const text = { key: string(), value: string() }
 * const builder = new StreamsBuilder()
 * builder
 *   .stream('orders', text)
 *   .filter((_key, _order, { headers }) => headers.some(([name]) => name === 'paid'))
 *   .mapValues((order, _key, { topic, offset, timestamp }) => `${order} (${topic} ${offset}, at ${timestamp})`)
 *   .to('out', text)
 * const driver = new TopologyTestDriver(builder.build())
 * const orders = driver.createInputTopic('orders', text.key, text.value)
 * orders.pipeInput('ann', 'milk', 3)
 * orders.pipeInput('ann', 'tea', 5, [['paid', null]])
 * console.log(driver.createOutputTopic('out', text.key, text.value).readValue()) // prints tea (orders 1, at 5)
 * driver.close()
 * ```
 */
export interface RecordContext {
  /** Where the record was read: behind a repartition, that topic. null for what comes from no topic. */
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
  /** Of the record as it stands here, milliseconds since the epoch: operators before may have changed it. */
  readonly timestamp: number
  readonly headers: HeaderList
}

/** For a callback that does not look. */
export const UNREAD = null as unknown as RecordContext

export function contextOf(r: TaskRecord): RecordContext {
  const { topic, partition, offset, timestamp } = r
  const headers = decodeHeaders(r.headers)
  if (topic === '') return { topic: null, partition: null, offset: null, timestamp, headers }
  return { topic, partition, offset, timestamp, headers }
}
