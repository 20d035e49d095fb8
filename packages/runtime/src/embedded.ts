/**
 * Composition root: the log inside this process, and applications on it. The one place of the runtime that knows the broker.
 */
import { join, resolve } from 'node:path'
import { Admin, Cluster } from '@moldau/client'
import { Broker, type BrokerOptions, FileStorage, type Listener, listen } from '@moldau/log'
import { MoldauError, systemClock, systemRandom } from '@moldau/protocol'
import type { AppConnection } from './app/connection.ts'

export interface EmbeddedLogOptions {
  /** The data folder; created when it is not there. One process has it open at a time. */
  readonly dataDir: string
  /**
   * What acks=all waits for: 'batch' (default) the covering fdatasync, which survives power loss; `{ intervalMs }` and 'os' the
   * completed write, which survives kill -9.
   */
  readonly flush?: BrokerOptions['flush']
  /** Kafka's broker properties. */
  readonly config?: BrokerOptions['config']
  /** Hears of what is worth knowing and no failure. Default: standard error. */
  readonly warn?: (text: string) => void
}

/** Opens the broker; a folder that the disk refuses is named. @throws MoldauError `FOLDER_UNUSABLE`, and those of `Broker.open` */
async function openBroker(dataDir: string, options: BrokerOptions): Promise<Broker> {
  try {
    return await Broker.open(options)
  } catch (cause) {
    if (cause instanceof MoldauError || (cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw new MoldauError('FOLDER_UNUSABLE', `the data folder ${dataDir} cannot be used`, {
      detail: (cause as Error).message,
      hint: 'name a folder that this user may read and write, or one that does not exist yet',
      cause,
    })
  }
}

/**
 * A log in this process. `connection` is what an application takes; `serve` lets everybody else in. Opening costs about 20 ms, after
 * `kill -9` the reading of each partition's last segment.
 *
 * ```ts
 * import { EmbeddedLog } from 'moldau'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * const log = await EmbeddedLog.open({ dataDir: await mkdtemp(join(tmpdir(), 'moldau-')) })
 * const { port } = await log.serve('127.0.0.1', 0) // kcat -b 127.0.0.1:PORT -L
 * console.log(port > 0) // prints true
 * await log.close()
 * ```
 */
export class EmbeddedLog {
  readonly dataDir: string
  readonly broker: Broker
  readonly connection: AppConnection
  readonly #servers: Listener[] = []
  readonly #clusters: Cluster[] = []

  private constructor(dataDir: string, broker: Broker, connection: AppConnection) {
    this.dataDir = dataDir
    this.broker = broker
    this.connection = connection
  }

  /** Opens the folder, recovering what a crash left. @throws MoldauError `FOLDER_LOCKED` and others of `Broker.open` */
  static async open(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
    const dataDir = resolve(options.dataDir)
    const warn = options.warn ?? ((text: string) => process.stderr.write(`moldau: ${text}\n`))
    const broker = await openBroker(dataDir, {
      storage: new FileStorage(),
      dataDir,
      clock: systemClock,
      random: systemRandom,
      ...(options.flush === undefined ? {} : { flush: options.flush }),
      ...(options.config === undefined ? {} : { config: options.config }),
      onFault: fault =>
        warn(`the log: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`),
    })
    const node = broker.node()
    const connection: AppConnection = {
      bootstrap: [node],
      dial: () => node,
      clock: systemClock,
      random: systemRandom,
      stateDir: join(dataDir, 'moldau-state'),
      warn,
    }
    return new EmbeddedLog(dataDir, broker, connection)
  }

  /** Serves the log over TCP as well. @throws MoldauError `LISTEN_FAILED` */
  async serve(host: string, port: number): Promise<{ readonly host: string; readonly port: number }> {
    const { config } = this.broker
    const server = await listen(this.broker.node(), {
      ...{ host, port },
      idleMsMax: config.number('connections.max.idle.ms'),
      frameBytesMax: config.number('socket.request.max.bytes'),
      onRefused: refusal => this.connection.warn(`the log: ${refusal.message}`),
    })
    this.#servers.push(server)
    this.broker.advertise(server.host, server.port)
    return { host: server.host, port: server.port }
  }

  /** A cluster for clients of the program's own; closed with the log. */
  cluster(): Cluster {
    const { bootstrap, dial, clock, random } = this.connection
    const cluster = new Cluster({ bootstrap, dial, clock, random })
    this.#clusters.push(cluster)
    return cluster
  }

  admin(): Admin {
    return new Admin(this.cluster())
  }

  /** Ends servers and clients, syncs and closes the log. Applications are to be stopped before. */
  async close(): Promise<void> {
    for (const server of this.#servers) await server.close()
    for (const cluster of this.#clusters) await cluster.close()
    await this.broker.close()
  }
}
