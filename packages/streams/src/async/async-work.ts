/**
 * The calls of a task's asynchronous operators that are under way, and who waits for them.
 *
 * Whoever runs the task processes records while there is room, lets results out between records (`release`), and commits
 * only when nothing is in flight: so offsets never run ahead, and what was under way in a failed transaction is called again.
 *
 *  1. Results go out between records only, never from within a promise.
 *  2. A wait ends with the next call that ends; what ended before it began was to be released first.
 */
import type { TaskRecord } from '../records/task-record.ts'

/** An operator's part of it. */
export interface AsyncOperator {
  /** Records that have come and not gone out. */
  readonly inFlight: number
  readonly isFull: boolean
  /** Lets out what has ended and whose turn it is; true when there was any. */
  release(): boolean
}

export class AsyncWork {
  /** What went out last: where it stopped, its node is the one to blame. */
  released: TaskRecord | null = null
  private readonly operators: AsyncOperator[] = []
  private wake: (() => void) | null = null
  private waiting: Promise<void> | null = null

  add(operator: AsyncOperator): void {
    this.operators.push(operator)
  }

  get isEmpty(): boolean {
    for (const operator of this.operators) if (operator.inFlight > 0) return false
    return true
  }

  get isFull(): boolean {
    for (const operator of this.operators) if (operator.isFull) return true
    return false
  }

  /** Lets out all that has ended, of operators behind others, too. */
  release(): void {
    for (let released = true; released; ) {
      released = false
      for (const operator of this.operators) if (operator.release()) released = true
    }
  }

  /** A call has ended. */
  ended(): void {
    const { wake } = this
    this.wake = null
    this.waiting = null
    wake?.()
  }

  /** Settles when the next call ends. */
  next(): Promise<void> {
    this.waiting ??= new Promise(resolve => {
      this.wake = resolve
    })
    return this.waiting
  }
}
