/** A state store as a processor has it, with all its layers, in a task of its own. */
import {
  bytes,
  type ProcessorTask,
  type StateStore,
  type StoreDefinition,
  StoreViews,
  StreamsBuilder,
  type TaskRecord,
} from '@moldau/streams'
import { type StorePlace, TaskHome } from './task-home.ts'

/** What a store is put together from. */
export interface StoreLayers {
  readonly definition: StoreDefinition
  /** Budget of the record cache in bytes; null: there is none. The definition says whether the store uses it. */
  readonly cacheBytes: number | null
  readonly place: () => StorePlace
  /** Hears of what leaves the cache, as those behind a table do; null: nobody does, as with a processor's store. */
  readonly flushed: ((change: FlushedChange) => void) | null
}

/** What has left the cache: key bytes as hex (of windows with their times), values as text; null: there was or is none. */
export interface FlushedChange {
  readonly key: string
  readonly old: unknown
  readonly now: unknown
}

const ONE_BYTE = new Uint8Array(1)

export class StoreHome<S> {
  /** The store as the processor got it last. */
  store!: S
  home!: TaskHome
  /** The same, read from outside. */
  readonly views = new StoreViews(() => [this.state])
  private readonly layers: StoreLayers
  private readonly name: string
  private work: () => void = () => {}

  private constructor(layers: StoreLayers) {
    this.layers = layers
    this.name = layers.definition.spec.name
  }

  static async open<S>(layers: StoreLayers): Promise<StoreHome<S>> {
    const home = new StoreHome<S>(layers)
    const { cacheBytes, definition, place } = layers
    const builder = new StreamsBuilder()
    builder.addStateStore(definition)
    builder.stream('in', { key: bytes(), value: bytes() }).process(
      () => ({
        init: context => {
          home.store = context.getStateStore(home.name)
        },
        process: () => home.work(),
      }),
      { stores: [home.name] },
    )
    const topology = builder.build()
    home.home = await TaskHome.open({ topology, cacheBytes, place, opened: task => home.listen(task) })
    return home
  }

  private get state(): StateStore {
    return this.home.task.stores.get(this.name)!.state
  }

  private listen(task: ProcessorTask): void {
    const { flushed } = this.layers
    const { state } = task.stores.get(this.name)!
    if (flushed !== null && 'onFlush' in state) state.onFlush(record => flushed(changeOf(record)), true)
  }

  /** Does something with the store while a record of this time is in hand. */
  at<T>(timestamp: number, work: (store: S) => T): T {
    let result: T
    this.work = () => {
      result = work(this.store)
    }
    this.home.process('in', { key: ONE_BYTE, value: ONE_BYTE, timestamp, headers: [] })
    return result!
  }
}

function changeOf(r: TaskRecord): FlushedChange {
  return {
    key: Buffer.from(r.keyBytes.subarray(r.keyStart, r.keyEnd)).toString('hex'),
    old: r.oldValue,
    now: r.valueState === 0 ? null : r.valueSerde.decode(r.valueBytes, r.valueStart, r.valueEnd),
  }
}
