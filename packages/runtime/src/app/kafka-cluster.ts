/** Composition root: an application on a Kafka cluster, reached over TCP. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tcpNode } from '@moldau/client'
import { MoldauError, systemClock, systemRandom } from '@moldau/protocol'
import type { AppConnection } from './connection.ts'

/** `host:port`, several with commas between. @throws MoldauError `BAD_ADDRESS` */
export function parseAddresses(text: string): { host: string; port: number }[] {
  return text.split(',').map(part => {
    const match = /^\s*(\[[^\]]+\]|[^:\s]+):(\d{1,5})\s*$/.exec(part)
    const port = Number(match?.[2])
    if (match === null || port > 65535) {
      throw new MoldauError('BAD_ADDRESS', 'an address cannot be understood', {
        detail: `"${part}"`,
        hint: 'write host:port, several with commas between',
      })
    }
    return { host: match[1]!.replace(/^\[|\]$/g, ''), port }
  })
}

export interface KafkaClusterOptions {
  readonly stateDir?: string
  readonly warn?: (text: string) => void
}

/** A connection to the cluster at `brokers` (`bootstrap.servers`). Nothing is opened before an application starts. */
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
