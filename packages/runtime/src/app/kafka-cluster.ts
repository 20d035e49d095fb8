/** Composition root: an application on a Kafka cluster, reached over TCP. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAddresses, tcpNode } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import type { AppConnection } from './connection.ts'

export interface KafkaClusterOptions {
  readonly stateDir?: string
  readonly warn?: (text: string) => void
}

/** A connection to the cluster at `brokers` (`bootstrap.servers`). Nothing is opened before an application starts. @throws MoldauError `INVALID_ADDRESS` */
export function kafkaCluster(brokers: string, options: KafkaClusterOptions = {}): AppConnection {
  return {
    bootstrap: parseAddresses(brokers).map(({ host, port }) => tcpNode(host, port)),
    dial: (host, port, id) => tcpNode(host, port, id),
    clock: systemClock,
    random: systemRandom,
    stateDir: options.stateDir ?? join(tmpdir(), 'moldau-state'),
    warn: options.warn ?? (text => process.stderr.write(`moldau: ${text}\n`)),
  }
}
