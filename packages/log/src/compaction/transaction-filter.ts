/**
 * What a cleaning pass knows of transactions while it walks a log from its start: which batches were aborted, and which
 * markers have nothing left to mark.
 *
 *  1. A transaction counts as aborted from its first offset to its marker, as the transaction index says.
 *  2. A marker is hollow when the walk has met no batch of its transaction before it, not even one that this walk drops or
 *     that was kept empty: only then is all of its data gone from the log as it lies there (T7).
 *  3. An abort stays in the transaction index exactly as long as its marker is not hollow.
 * Source: Kafka's `CleanedTransactionMetadata`; KIP-534.
 */
import type { AbortedTxn } from '../partition/transaction-index.ts'

export interface MetMarker {
  /** No data of its transaction lies before it (2). */
  readonly hollow: boolean
  /** The index entry that has to stay (3). */
  readonly aborted: AbortedTxn | undefined
}

export class TransactionFilter {
  readonly #aborted: readonly AbortedTxn[]
  #next = 0
  /** Aborted transactions under way, by producer id, and whether a batch of theirs was met. */
  readonly #ongoing = new Map<number, { readonly txn: AbortedTxn; met: boolean }>()
  /** Producers with batches met since their last marker, in transactions that are not aborted. */
  readonly #committing = new Set<number>()

  /** `aborted`: every aborted transaction that overlaps what is walked, by first offset. */
  constructor(aborted: readonly AbortedTxn[]) {
    this.#aborted = aborted
  }

  #upTo(offset: number): void {
    while (this.#next < this.#aborted.length && this.#aborted[this.#next]!.firstOffset <= offset) {
      const txn = this.#aborted[this.#next++]!
      if (!this.#ongoing.has(txn.producerId)) this.#ongoing.set(txn.producerId, { txn, met: false })
    }
  }

  /** Meets a batch of data; whether it belongs to an aborted transaction. */
  data(producerId: number, lastOffset: number, transactional: boolean): boolean {
    this.#upTo(lastOffset)
    if (!transactional) return false
    const ongoing = this.#ongoing.get(producerId)
    if (ongoing === undefined) {
      this.#committing.add(producerId)
      return false
    }
    ongoing.met = true
    return true
  }

  /** Meets the marker of a transaction. */
  marker(producerId: number, lastOffset: number, abort: boolean): MetMarker {
    this.#upTo(lastOffset)
    const committing = this.#committing.delete(producerId)
    if (!abort) return { hollow: !committing, aborted: undefined }
    const ongoing = this.#ongoing.get(producerId)
    this.#ongoing.delete(producerId)
    return ongoing?.met
      ? { hollow: false, aborted: ongoing.txn }
      : { hollow: !committing, aborted: undefined }
  }
}
