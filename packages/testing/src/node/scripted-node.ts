/**
 * A Node whose answers a test writes down: one function per API, which sees the request and may answer later, or lose the
 * connection. ApiVersions and Metadata are answered from what the test says of versions and topics.
 */
import {
  ApiKey,
  apis,
  type Connection,
  ConnectionLost,
  type Node,
  type Partially,
  type RequestOf,
  type ResponseOf,
  responseOf,
  ZERO_UUID,
} from '@moldau/protocol'

export type Answer<K extends ApiKey> = Partially<ResponseOf<K>> | Promise<Partially<ResponseOf<K>>>

/** What the node answers, by API. A function that throws loses the connection when it throws ConnectionLost. */
export type Script = { readonly [K in ApiKey]?: (request: RequestOf<K>, version: number) => Answer<K> }

export interface ScriptedOptions {
  readonly id?: number
  /** Partition counts by topic. Default none. */
  readonly topics?: ReadonlyMap<string, number>
  /** Finalized features. Default none. */
  readonly features?: ReadonlyMap<string, number>
  /** The newest versions that are offered; the others are offered as described. */
  readonly maxVersions?: ReadonlyMap<ApiKey, number>
}

/** One request that the node has seen. */
export interface Seen {
  readonly key: ApiKey
  readonly version: number
  readonly request: unknown
}

export class ScriptedNode implements Node {
  readonly id: number
  readonly seen: Seen[] = []
  readonly #options: ScriptedOptions
  script: Script

  constructor(script: Script, options: ScriptedOptions = {}) {
    this.script = script
    this.#options = options
    this.id = options.id ?? 0
  }

  /** The requests of one API, in the order in which they came. */
  of<K extends ApiKey>(key: K): RequestOf<K>[] {
    return this.seen.filter(one => one.key === key).map(one => one.request as RequestOf<K>)
  }

  async connect(): Promise<Connection> {
    let isClosed = false
    // Answers go out in the order of the requests, whatever order the script gives them in.
    let turn: Promise<unknown> = Promise.resolve()
    return {
      send: <K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> => {
        if (isClosed) return Promise.reject(new ConnectionLost('the scripted connection is closed'))
        // A copy: the bytes are lent until the answer, and the client uses them again.
        this.seen.push({ key, version, request: structuredClone(body) })
        const answer = this.#answer(key, version, body)
        const before = turn
        const mine = (async () => {
          await before.catch(() => undefined)
          const given = await answer
          if (isClosed) throw new ConnectionLost('the scripted connection is closed')
          return responseOf(key, given)
        })()
        turn = mine
        return mine
      },
      close: async () => {
        isClosed = true
      },
    }
  }

  async #answer<K extends ApiKey>(
    key: K,
    version: number,
    body: RequestOf<K>,
  ): Promise<Partially<ResponseOf<K>>> {
    const written = this.script[key] as ((request: RequestOf<K>, version: number) => Answer<K>) | undefined
    if (written !== undefined) return written(body, version)
    if (key === ApiKey.ApiVersions) return this.#versions() as Partially<ResponseOf<K>>
    if (key === ApiKey.Metadata) return this.#metadata() as Partially<ResponseOf<K>>
    throw new Error(`the script says nothing of ${apis.get(key)!.name}`)
  }

  #versions(): Partially<ResponseOf<typeof ApiKey.ApiVersions>> {
    const { features = new Map(), maxVersions } = this.#options
    return {
      apiKeys: [...apis.values()].map(api => ({
        ...{ apiKey: api.key, minVersion: api.minVersion },
        maxVersion: maxVersions?.get(api.key as ApiKey) ?? api.maxVersion,
      })),
      finalizedFeatures: [...features].map(([name, level]) => ({
        name,
        maxVersionLevel: level,
        minVersionLevel: level,
      })),
    }
  }

  #metadata(): Partially<ResponseOf<typeof ApiKey.Metadata>> {
    const { topics = new Map<string, number>() } = this.#options
    return {
      brokers: [{ nodeId: this.id, host: 'scripted', port: 1 }],
      controllerId: this.id,
      topics: [...topics].map(([name, count]) => ({
        ...{ name, topicId: ZERO_UUID },
        partitions: Array.from({ length: count }, (_, partitionIndex) => ({
          partitionIndex,
          leaderId: this.id,
          leaderEpoch: 0,
        })),
      })),
    }
  }
}
