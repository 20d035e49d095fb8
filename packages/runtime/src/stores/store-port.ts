/**
 * The port that a persistent state store sits on: keys to values, read synchronously one at a time, written as atomic batches.
 *
 * 1. `get` sees what the last settled batch left; what a batch in flight will change is the caller's to remember.
 * 2. A batch is atomic: after a crash either all of it is there or nothing.
 * 3. Batches take effect one at a time, in the order in which they were asked for; `close` waits for them.
 * 4. What `get` gives is a plain Uint8Array, read-only, and valid for as long as it is kept. A batch's bytes are the caller's
 *    again when it has settled.
 * 5. A store has one owner: opening it a second time fails with `STORE_LOCKED`.
 * Two implementations, one conformance suite (packages/testing/src/conformance/store-port.ts): `level` here, and one over the
 * log's storage for tests and simulation.
 */
export type StoreWrite =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array }

export interface StorePort {
  get(key: Uint8Array): Uint8Array | undefined
  batch(writes: readonly StoreWrite[]): Promise<void>
  close(): Promise<void>
  /** Closes, and removes everything. */
  destroy(): Promise<void>
}
