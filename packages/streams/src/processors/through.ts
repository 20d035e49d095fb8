/**
 * KStream.through: a pipeline of RxJS operators, one for each task.
 *
 *  1. A pipeline is made with the task and subscribed to at its first record. It takes each value; what it emits until it has taken it goes out in
 *     order, with the key, time and headers of that record.
 *  2. What it emits, and how it ends, at any other time stops the task: it would be in no record's turn, and in no transaction.
 *  3. An error of the pipeline is the record's, behind what was emitted before it. The next record begins a new pipeline.
 *  4. Of a pipeline that has completed nothing goes out any more; records are counted as dropped.
 *  5. When the task closes the source completes. What is emitted then goes nowhere.
 *  6. What operators remember is lost with the task, and never restored.
 * Downstream runs after the pipeline has returned, since RxJS swallows what an observer throws.
 */
import type { Observable, Subject, Subscription } from 'rxjs'
import type { AsyncOperator, AsyncWork } from '../async/async-work.ts'
import { StreamsError } from '../failure.ts'
import { readValue, setValue } from '../records/task-record.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'

export type Pipeline = (source$: Observable<unknown>) => Observable<unknown>

export function through(pipeline: Pipeline): ProcessorSpec {
  return {
    keepsKey: true,
    make: context => {
      const { name, task } = context
      const { work } = task.asynchronous(name)
      const running = new RunningPipeline(context, pipeline, () => task.subject(name), work)
      work.add(running)
      context.onInit(() => running.prepare())
      context.onClose(() => running.close())
      return stepOf(context, running)
    },
  }
}

function stepOf({ drop, index, next }: NodeContext, running: RunningPipeline): Step {
  const source = new SourceRecord()
  return r => {
    r.node = index
    if (running.isCompleted) {
      drop('the pipeline has completed')
      return
    }
    const { emitted, failure } = running.take(readValue(r))
    if (emitted.length > 0) source.take(r)
    for (const value of emitted) {
      source.give(r)
      setValue(r, value)
      next(r)
      r.node = index
    }
    if (failure !== null) throw failure.error
  }
}

interface Turn {
  readonly emitted: unknown[]
  failure: { readonly error: unknown } | null
}

/** As an asynchronous operator it has something in flight when it has emitted out of turn: whoever looks is told. */
class RunningPipeline implements AsyncOperator {
  isCompleted = false
  private readonly context: NodeContext
  private readonly pipeline: Pipeline
  private readonly subject: () => Subject<unknown>
  private readonly work: AsyncWork
  private prepared: { readonly source: Subject<unknown>; readonly result$: Observable<unknown> } | null = null
  private source: Subject<unknown> | null = null
  private subscription: Subscription | null = null
  /** The record's under way. */
  private turn: Turn | null = null
  private stray: StreamsError | null = null
  private isClosed = false

  constructor(context: NodeContext, pipeline: Pipeline, subject: () => Subject<unknown>, work: AsyncWork) {
    this.context = context
    this.pipeline = pipeline
    this.subject = subject
    this.work = work
  }

  prepare(): void {
    const source = this.subject()
    this.prepared = { source, result$: this.pipeline(source) }
  }

  /** Hands a value in; gives what came out. */
  take(value: unknown): Turn {
    if (this.stray !== null) throw this.stray
    const turn: Turn = { emitted: [], failure: null }
    this.turn = turn
    try {
      if (this.source === null) this.subscribe()
      // A pipeline may fail as soon as somebody subscribes to it.
      if (turn.failure === null) this.source!.next(value)
    } finally {
      this.turn = null
      if (turn.failure !== null) {
        this.source = null
        this.prepared = null
      }
    }
    return turn
  }

  private subscribe(): void {
    if (this.prepared === null) this.prepare()
    const { result$, source } = this.prepared!
    this.source = source
    this.subscription = result$.subscribe({
      next: value => {
        if (this.turn === null) this.outOfTurn('emitted a value')
        else this.turn.emitted.push(value)
      },
      error: error => {
        if (this.turn === null) this.outOfTurn('failed', error)
        else this.turn.failure = { error }
      },
      complete: () => {
        if (this.turn === null) this.outOfTurn('completed')
        else this.isCompleted = true
      },
    })
  }

  /** Rule 2. */
  private outOfTurn(what: string, cause?: unknown): void {
    if (this.isClosed || this.stray !== null) return
    this.stray = new StreamsError(
      'NOT_SUPPORTED',
      `the pipeline of ${this.context.name} ${what} while no record was in its turn`,
      {
        ...(cause !== undefined && { cause }),
        hint: 'through takes operators that answer at once; for calls that answer later there are mapAsync and mapValuesAsync',
      },
    )
    this.work.ended()
  }

  get inFlight(): number {
    return this.stray === null ? 0 : 1
  }

  get isFull(): boolean {
    return this.stray !== null
  }

  release(): boolean {
    const { stray } = this
    if (stray === null) return false
    // It is no record's.
    this.work.released = null
    throw stray
  }

  close(): void {
    this.isClosed = true
    this.source?.complete()
    this.subscription?.unsubscribe()
  }
}
