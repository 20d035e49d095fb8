/**
 * Whether a log folder may still be written to. After a failed sync, or a failed write whose effect is unknown, nothing that
 * was not acknowledged may be acknowledged any more: the folder is done for until it is reopened and recovered.
 */
export class Health {
  failure: Error | undefined
  readonly #onFailure = new Set<(failure: Error) => void>()

  /** Who would hear of a failure. */
  get watchers(): number {
    return this.#onFailure.size
  }

  /** Fail-stop: the first failure counts, and every watcher hears of it once. */
  fail(failure: Error): void {
    if (this.failure !== undefined) return
    this.failure = failure
    for (const tell of this.#onFailure) tell(failure)
  }

  /** Calls `tell` when the folder fails, until it is unwatched; at once where it already has. */
  watch(tell: (failure: Error) => void): void {
    if (this.failure !== undefined) tell(this.failure)
    else this.#onFailure.add(tell)
  }

  unwatch(tell: (failure: Error) => void): void {
    this.#onFailure.delete(tell)
  }
}
