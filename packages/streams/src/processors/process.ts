/**
 * KStream.process, processValues and processors of a TopologyBuilder: a user's processor as a node.
 *
 * The processor is made with the task, `init` comes when the stores are restored, `close` with the task. (Kafka Streams:
 * ProcessorNode.)
 */
import { StreamsError } from '../failure.ts'
import { decodeHeaders, NO_HEADERS } from '../records/headers.ts'
import { readKey, readValue } from '../records/task-record.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { ConnectedSupplier, Supplier } from './processor-api.ts'
import { ProcessorRecord } from './processor-record.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { UserContext } from './user-context.ts'

/** Any user's processor, types aside. */
export interface AnyProcessor {
  init?(context: never): void
  process(record: ProcessorRecord<never, never>): void
  close?(): void
}

export type AnySupplier = Supplier<AnyProcessor>

/** Stores that a supplier brings along. */
export function suppliedStores(supplier: AnySupplier): readonly StoreDefinition[] {
  return typeof supplier === 'function' ? [] : (supplier.stores ?? [])
}

export class UserProcessor implements ProcessorSpec {
  readonly supplier: AnySupplier
  readonly keepsKey: boolean

  /** `keepsKey`: a FixedKeyProcessor. */
  constructor(supplier: AnySupplier, keepsKey: boolean) {
    if (typeof supplier !== 'function' && typeof supplier?.get !== 'function') {
      throw new StreamsError('INVALID_ARGUMENT', `no supplier of processors: ${String(supplier)}`, {
        hint: 'a function that makes one, or an object with `get`',
      })
    }
    this.supplier = supplier
    this.keepsKey = keepsKey
  }

  stores(): readonly StoreSpec[] {
    return suppliedStores(this.supplier).map(({ spec }) => spec)
  }

  make(context: NodeContext): Step {
    const { supplier } = this
    const processor =
      typeof supplier === 'function' ? supplier() : (supplier as ConnectedSupplier<AnyProcessor>).get()
    const user = new UserContext(context, this.keepsKey)
    context.onInit(() => processor.init?.(user as never))
    context.onClose(() => processor.close?.())
    const { index } = context
    return r => {
      r.node = index
      const before = user.inHand
      user.inHand = r
      const headers = r.headers.count === 0 ? NO_HEADERS : decodeHeaders(r.headers)
      user.headers = headers
      try {
        processor.process(new ProcessorRecord(readKey(r), readValue(r), r.timestamp, headers) as never)
      } finally {
        user.inHand = before
      }
    }
  }
}
