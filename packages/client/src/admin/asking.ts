/** How an admin asks: whom, on which connections, how long. */
import { type ApiKey, ErrorCode, type MoldauError, type RequestOf, type ResponseOf } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link, RequestLimits } from '../cluster/link.ts'
import { Deadline, failureOf, retrying } from '../retry.ts'

/** For each thing asked for: done, or why not. */
export type Outcomes = Map<string, MoldauError | undefined>

export class Asking {
  readonly cluster: Cluster
  readonly apiTimeoutMs: number
  readonly lane: string

  constructor(cluster: Cluster, apiTimeoutMs: number) {
    this.cluster = cluster
    this.apiTimeoutMs = apiTimeoutMs
    this.lane = cluster.newLane()
  }

  /** Tries again what failed retriably, until the time is over. */
  attempts<T>(attempt: () => Promise<T>): Promise<T> {
    return retrying(this.cluster, new Deadline(this.cluster.clock, this.apiTimeoutMs), attempt)
  }

  ask<K extends ApiKey>(
    link: Link,
    key: K,
    body: RequestOf<K>,
    limits: RequestLimits = {},
  ): Promise<ResponseOf<K>> {
    return link.request('admin', key, body, { ...limits, lane: this.lane })
  }

  /** Any node. */
  async some(): Promise<Link> {
    if (this.cluster.metadata.brokers.size === 0) await this.cluster.update()
    return this.cluster.anyLink()
  }

  /** Every node that there is now. */
  async all(): Promise<Link[]> {
    const metadata = await this.cluster.update()
    return [...metadata.brokers.keys()].map(id => this.cluster.link(id)!)
  }

  /** The leader of a partition. @throws MoldauError `LEADER_NOT_AVAILABLE`, retriably */
  async leader(topic: string, partition: number): Promise<Link> {
    this.cluster.addTopics([topic])
    let link = this.cluster.leaderOf(topic, partition)
    if (link === undefined) {
      await this.cluster.update()
      link = this.cluster.leaderOf(topic, partition)
    }
    if (link !== undefined) return link
    throw failureOf(ErrorCode.LEADER_NOT_AVAILABLE, `the leader of ${topic}-${partition} is not known`)
  }

  /** Asks the controller again while the answer is that another node is it. */
  async askController<K extends ApiKey>(
    key: K,
    body: RequestOf<K>,
    codesOf: (response: ResponseOf<K>) => readonly number[],
  ): Promise<ResponseOf<K>> {
    return this.attempts(async () => {
      const response = await this.ask(await this.cluster.controller(), key, body)
      if (!codesOf(response).includes(ErrorCode.NOT_CONTROLLER)) return response
      await this.cluster.update()
      throw failureOf(ErrorCode.NOT_CONTROLLER, 'the controller has moved')
    })
  }
}
