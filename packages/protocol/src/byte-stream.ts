/**
 * A connection's bytes, both ways, as whoever speaks frames over it needs them: a TCP socket (`socket-stream.ts`), or one of the
 * simulator's. Client and server speak Kafka's protocol over this, so that both are the same code over either.
 *
 *  1. Bytes arrive in the order in which they were written, cut anywhere; each piece is never changed afterwards.
 *  2. `closed` is told once, and nothing after it; `destroy` tells it too, `end` when the other side has gone as well.
 *  3. `write` takes everything; false asks to wait for `drained` before more is written.
 *  4. Chunks are lent: they stay untouched until the bytes are gone.
 */

/** What a stream tells its one listener. */
export interface ByteStreamEvents {
  data(bytes: Uint8Array): void
  /** There is room again after a `write` that returned false. */
  drained(): void
  /** Nothing comes or goes any more; `error` when something was wrong. */
  closed(error: Error | undefined): void
}

export interface ByteStream {
  /** Who is at the other end, for messages and for the broker's `client.host`; empty where that is unknown. */
  readonly remoteAddress: string
  /** Sets the one listener. Bytes that came before are kept for it. */
  listen(events: ByteStreamEvents): void
  /** Writes the chunks in order, as one. False: wait for `drained`. */
  write(chunks: readonly Uint8Array[]): boolean
  /** Stops or starts the flow of `data`. */
  pause(): void
  resume(): void
  /** Says that nothing more is written; what was written still goes out. Gives up after a second. */
  end(): void
  /** Ends at once, whatever is on its way. */
  destroy(): void
}
