/**
 * KStream.mapAsync and mapValuesAsync: a function that answers later, with bounded concurrency.
 *
 *  1. Results go out in the order of the records, whatever the order of the answers: what stands behind sees what a synchronous
 *     map would show it.
 *  2. At most `concurrency` records are in flight: called, waiting for another attempt, or answered and waiting for their turn.
 *     Whoever runs the task takes no further record then; what one record gives rise to beyond that waits uncalled.
 *  3. An attempt ends with its answer, its exception, or the time-out, which aborts its signal; a later answer is nobody's.
 *  4. Attempt n + 1 begins `backoff` * 2^(n - 1) after attempt n has failed, at most `maxBackoff`. When the last one has failed
 *     the record has failed, at its turn, as if the operator had thrown.
 *  5. When the task closes all signals are aborted, and nothing goes out any more.
 */

import type { Abortable, AsyncPort, CallSignal } from '../async/async-port.ts'
import type { AsyncOperator, AsyncWork } from '../async/async-work.ts'
import { keepRecord } from '../records/kept-record.ts'
import { contextOf, type RecordContext } from '../records/record-context.ts'
import type { Step } from '../records/step.ts'
import { readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { NodeContext, ProcessorSpec } from './processor-spec.ts'

/** What a call knows of itself and of its record. */
export interface CallContext extends RecordContext {
  /** Aborted when the call has timed out, or the task closes. */
  readonly signal: CallSignal
  /** 1 for the first. */
  readonly attempt: number
}

export interface AsyncLimits {
  readonly concurrency: number
  readonly timeoutMs: number
  readonly retries: number
  readonly backoffMs: number
  readonly maxBackoffMs: number
}

export type AsyncCall = (key: unknown, value: unknown, context: CallContext) => Promise<unknown>

/** Puts an answer into the record. */
export type TakeAnswer = (r: TaskRecord, answer: unknown) => void

export class MapAsync implements ProcessorSpec {
  private readonly call: AsyncCall
  private readonly take: TakeAnswer
  private readonly limits: AsyncLimits

  constructor(call: AsyncCall, take: TakeAnswer, limits: AsyncLimits) {
    this.call = call
    this.take = take
    this.limits = limits
  }

  make(context: NodeContext): Step {
    const { port, work } = context.task.asynchronous(context.name)
    const calls = new Calls(context, this.call, this.take, this.limits, port, work)
    work.add(calls)
    context.onClose(() => calls.close())
    return r => {
      r.node = context.index
      calls.add(keepRecord(r))
    }
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly error: unknown }

interface Call {
  readonly record: TaskRecord
  outcome: Outcome | null
}

class Calls implements AsyncOperator {
  private readonly context: NodeContext
  private readonly call: AsyncCall
  private readonly limits: AsyncLimits
  private readonly port: AsyncPort
  private readonly work: AsyncWork
  /** In the order of the records: those before `called` have been called. */
  private readonly queue: Call[] = []
  private called = 0
  private readonly open = new Set<Abortable>()
  private closed = false
  /** Of the record that goes out. */
  private outcome: Outcome | null = null
  private readonly letOut: Step

  constructor(
    context: NodeContext,
    call: AsyncCall,
    take: TakeAnswer,
    limits: AsyncLimits,
    port: AsyncPort,
    work: AsyncWork,
  ) {
    this.context = context
    this.call = call
    this.limits = limits
    this.port = port
    this.work = work
    this.letOut = context.guarded(r => {
      const outcome = this.outcome!
      if (outcome.kind === 'failure') throw outcome.error
      take(r, outcome.answer)
      context.next(r)
    })
  }

  get inFlight(): number {
    return this.queue.length
  }

  get isFull(): boolean {
    return this.queue.length >= this.limits.concurrency
  }

  add(record: TaskRecord): void {
    this.queue.push({ record, outcome: null })
    this.callMore()
  }

  private callMore(): void {
    while (this.called < this.queue.length && this.called < this.limits.concurrency)
      this.attempt(this.queue[this.called++]!, 1)
  }

  private attempt(one: Call, attempt: number): void {
    const { port } = this
    const { timeoutMs } = this.limits
    const controller = port.abortable()
    let isOpen = true
    const end = (outcome: Outcome): void => {
      if (!isOpen) return
      isOpen = false
      callOff()
      this.open.delete(controller)
      this.ended(one, attempt, outcome)
    }
    const callOff = port.after(timeoutMs, () => {
      const error = namedError('TimeoutError', `no answer within ${timeoutMs} ms`)
      end({ kind: 'failure', error })
      controller.abort(error)
    })
    this.open.add(controller)
    const { record } = one
    const answered = async (): Promise<unknown> =>
      this.call(readKey(record), readValue(record), {
        ...contextOf(record),
        ...{ signal: controller.signal, attempt },
      })
    answered().then(
      answer => end({ kind: 'answer', answer }),
      error => end({ kind: 'failure', error }),
    )
  }

  private ended(one: Call, attempt: number, outcome: Outcome): void {
    if (this.closed) return
    const { backoffMs, maxBackoffMs, retries } = this.limits
    if (outcome.kind === 'failure' && attempt <= retries) {
      const waitMs = Math.min(maxBackoffMs, backoffMs * 2 ** (attempt - 1))
      void this.port.delay(waitMs).then(() => {
        if (!this.closed) this.attempt(one, attempt + 1)
      })
      return
    }
    one.outcome = outcome
    this.work.ended()
  }

  release(): boolean {
    const { context, queue, work } = this
    let released = false
    while (queue.length > 0 && queue[0]!.outcome !== null) {
      const { outcome, record } = queue.shift()!
      this.called--
      released = true
      this.callMore()
      record.node = context.index
      work.released = record
      this.outcome = outcome
      this.letOut(record)
    }
    return released
  }

  close(): void {
    this.closed = true
    this.queue.length = 0
    const closed = namedError('AbortError', 'the task was closed')
    for (const controller of this.open) controller.abort(closed)
    this.open.clear()
  }
}

function namedError(name: string, message: string): Error {
  const error = new Error(message)
  error.name = name
  return error
}
