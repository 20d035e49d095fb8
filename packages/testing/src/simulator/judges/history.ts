/**
 * What the programs of a simulation asked for and what became of it: the material that judges look at.
 *
 * Each operation begins as `info`, its outcome unknown, and stays so when its process dies; it becomes `ok` or `fail` only by an
 * answer that its program got. Values are unique within a history, so that a record can be told apart from every other.
 * Source: Jepsen's kafka workload.
 */

/** How an operation ended: done; certainly not done; nobody knows. */
export type Outcome = 'ok' | 'fail' | 'info'

/** One record that was to be sent. */
export interface Send {
  readonly value: string
  /** `topic-partition`. */
  readonly place: string
  /** The record's key; the value where nothing else was said. */
  readonly key: string
  /** Whether the record deletes its key in a compacted topic: then its value travels in a header. */
  readonly isTombstone: boolean
  /** Who sent it, in which life: its sends have an order. */
  readonly producer: string
  readonly invokedAtMs: number
  readonly transaction: Transaction | undefined
  outcome: Outcome
  /** When the answer came, ms; infinity without one. */
  endedAtMs: number
  /** Where it is, as far as its producer was told. */
  offset: number
}

/** Several sends, and perhaps offsets, as one. */
export interface Transaction {
  readonly name: string
  readonly sends: Send[]
  /** Values that it read, and whose offsets it commits. */
  readonly reads: string[]
  /** When the commit was asked for, ms; infinity before. */
  commitAskedAtMs: number
  outcome: Outcome
}

/** What one poll returned of one partition. */
export interface Poll {
  readonly consumer: string
  readonly place: string
  readonly atMs: number
  readonly committedOnly: boolean
  /** Grows each time the consumer gets a position anew: an assignment, a seek. Order holds within one. */
  readonly session: number
  readonly records: readonly { readonly offset: number; readonly value: string }[]
}

export class History {
  readonly sends: Send[] = []
  readonly transactions: Transaction[] = []
  readonly polls: Poll[] = []
  readonly #nowMs: () => number
  readonly #note: (who: string, what: string) => void
  #values = 0

  /** `note` hears of every operation. */
  constructor(nowMs: () => number, note: (who: string, what: string) => void = () => undefined) {
    this.#nowMs = nowMs
    this.#note = note
  }

  /** A value that no other record has. */
  newValue(prefix = 'v'): string {
    return `${prefix}${++this.#values}`
  }

  send(
    producer: string,
    place: string,
    value: string,
    transaction?: Transaction,
    { isTombstone = false, key = value }: { readonly key?: string; readonly isTombstone?: boolean } = {},
  ): Send {
    const send: Send = {
      ...{ value, place, key, isTombstone, producer, transaction },
      ...{ invokedAtMs: this.#nowMs(), outcome: 'info', endedAtMs: Number.POSITIVE_INFINITY, offset: -1 },
    }
    this.#note(producer, `sends ${value} to ${place}`)
    this.sends.push(send)
    transaction?.sends.push(send)
    return send
  }

  sent(send: Send, offset: number): void {
    this.#note(send.producer, `${send.value} is in ${send.place}@${offset}`)
    send.offset = offset
    send.endedAtMs = this.#nowMs()
    if (send.transaction === undefined) send.outcome = 'ok'
  }

  begin(name: string): Transaction {
    const transaction: Transaction = {
      ...{ name, sends: [], reads: [], commitAskedAtMs: Number.POSITIVE_INFINITY, outcome: 'info' },
    }
    this.transactions.push(transaction)
    return transaction
  }

  commitAsked(transaction: Transaction): void {
    this.#note(transaction.name, 'asks for its commit')
    transaction.commitAskedAtMs = this.#nowMs()
  }

  /** The transaction has ended, and its sends with it. */
  ended(transaction: Transaction, outcome: Outcome): void {
    this.#note(transaction.name, `ends: ${outcome}`)
    transaction.outcome = outcome
    for (const send of transaction.sends) send.outcome = outcome
  }

  poll(poll: Omit<Poll, 'atMs'>): void {
    const values = poll.records.map(({ offset, value }) => `${value}@${offset}`).join(' ')
    this.#note(poll.consumer, `polls ${poll.place}: ${values}`)
    this.polls.push({ ...poll, atMs: this.#nowMs() })
  }

  /** Operations, of all kinds. */
  get size(): number {
    return this.sends.length + this.transactions.length + this.polls.length
  }
}
