/**
 * Whether a log folder may still be written to. After a failed sync, or a failed write whose effect is unknown, nothing that
 * was not acknowledged may be acknowledged any more: the folder is done for until it is reopened and recovered.
 */
export class Health {
  failure: Error | undefined
  readonly #onFailure: Array<(failure: Error) => void> = []

  /** Fail-stop: the first failure counts, and every watcher hears of it once. */
  fail(failure: Error): void {
    if (this.failure !== undefined) return
    this.failure = failure
    for (const tell of this.#onFailure) tell(failure)
  }

  /** Calls `tell` when the folder fails; at once where it already has. */
  watch(tell: (failure: Error) => void): void {
    if (this.failure !== undefined) tell(this.failure)
    else this.#onFailure.push(tell)
  }
}
