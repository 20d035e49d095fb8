/** What asynchronous operators need of the world, handed in by whoever runs the task: time, and signals to abort by. */

/** An `AbortSignal`, where the program that is compiled knows of those. */
export type CallSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } }
  ? Signal
  : { readonly aborted: boolean }

/** Hands out a signal and aborts it. */
export interface Abortable {
  readonly signal: CallSignal
  abort(reason: Error): void
}

export interface AsyncPort {
  /** Settles when so many milliseconds have passed: between two attempts. */
  delay(ms: number): Promise<void>
  /** Calls once, later: a time-out. Gives what calls it off. */
  after(ms: number, call: () => void): () => void
  /** An `AbortController`, or what is like one. */
  abortable(): Abortable
}
