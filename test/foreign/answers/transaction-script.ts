/**
 * Random scripts about one transactional id, right and wrong requests of both protocols, for two brokers to be compared by.
 * A script is a list of steps from a seed; a step means the same on each side, whatever ids that side has given.
 */
import { ApiKey, ErrorCode, RecordBatchBuilder } from '@moldau/protocol'
import { nameOf, type Side } from './side.ts'

export type Step =
  | { readonly kind: 'init'; readonly who: 'nobody' | Who }
  | { readonly kind: 'add'; readonly who: Who; readonly partition: number; readonly version: 3 | 5 }
  | { readonly kind: 'verify'; readonly who: Who; readonly partition: number }
  | {
      readonly kind: 'produce'
      readonly who: Who
      readonly partition: number
      readonly version: 9 | 11 | 12
      readonly plain: boolean
      readonly skip: boolean
    }
  | { readonly kind: 'end'; readonly who: Who; readonly commit: boolean; readonly version: 4 | 5 }
  | { readonly kind: 'addOffsets'; readonly who: Who }
  | { readonly kind: 'offsets'; readonly who: Who; readonly version: 3 | 4 | 5 }
  | { readonly kind: 'fetchOffsets'; readonly stable: boolean }
  | { readonly kind: 'marker'; readonly who: Who; readonly commit: boolean; readonly version: 1 | 2 }
  | { readonly kind: 'look' }

/** Whose id and epoch a request carries: of the newest producer, of the one before it, or made up. */
export type Who = 'now' | 'before' | 'ahead' | 'stranger'

const WHO: readonly Who[] = [
  'now',
  'now',
  'now',
  'now',
  'now',
  'now',
  'before',
  'before',
  'ahead',
  'stranger',
]

/** A stale InitProducerId in an open transaction is the one difference that is meant: Kafka lets a zombie abort it. */
const INIT: readonly ('nobody' | Who)[] = ['nobody', 'now', 'stranger']

/** Chance from a seed (mulberry32), from 0 to 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function transactionScript(seed: number, length: number): Step[] {
  const random = chance(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const steps: Step[] = [{ kind: 'init', who: 'nobody' }]
  // A script speaks mostly one protocol.
  const isNew = seed % 2 === 0
  while (steps.length < length) {
    const who = one(WHO)
    const partition = Math.floor(random() * 2)
    const odd = random() < 0.1
    const v2 = isNew !== odd
    steps.push(
      one<() => Step>([
        () => ({ kind: 'init', who: one(INIT) }),
        () => ({ kind: 'add', who, partition, version: odd ? 5 : 3 }),
        () => ({ kind: 'verify', who, partition }),
        () => ({
          kind: 'produce',
          who,
          partition,
          version: v2 ? 12 : one([9, 11]),
          plain: odd,
          skip: random() < 0.1,
        }),
        () => ({ kind: 'produce', who: 'now', partition, version: v2 ? 12 : 11, plain: false, skip: false }),
        () => ({ kind: 'end', who, commit: random() < 0.5, version: v2 ? 5 : 4 }),
        () => ({ kind: 'end', who: 'now', commit: random() < 0.5, version: v2 ? 5 : 4 }),
        () => ({ kind: 'addOffsets', who }),
        () => ({ kind: 'offsets', who, version: v2 ? 5 : one([3, 4]) }),
        () => ({ kind: 'fetchOffsets', stable: random() < 0.5 }),
        () =>
          // A marker from outside moves a partition on behind its coordinator's back: nothing is like before after it.
          steps.length < length - 5
            ? { kind: 'look' }
            : { kind: 'marker', who, commit: random() < 0.3, version: odd ? 2 : 1 },
        () => ({ kind: 'look' }),
      ])(),
    )
  }
  return steps
}

interface Identity {
  readonly producerId: number
  readonly producerEpoch: number
}

/** Carries a script out on one side. `name` makes topic, group and transactional id of it. */
export class TransactionRun {
  readonly #side: Side
  readonly #name: string
  #now: Identity = { producerId: -1, producerEpoch: -1 }
  #before: Identity = { producerId: 987_654_320, producerEpoch: 0 }
  readonly #sequences = new Map<string, number>()
  /** Where the last Produce was refused. */
  readonly #refused = new Set<string>()
  #offset = 0

  constructor(side: Side, name: string) {
    this.#side = side
    this.#name = name
  }

  #who(who: Who | 'nobody'): Identity {
    const { producerEpoch, producerId } = this.#now
    if (who === 'now') return this.#now
    if (who === 'before') return this.#before
    if (who === 'ahead') return { producerId, producerEpoch: producerEpoch + 1 }
    if (who === 'stranger') return { producerId: 987_654_321, producerEpoch: 0 }
    return { producerId: -1, producerEpoch: -1 }
  }

  #adopt(given: Identity): void {
    const { producerEpoch, producerId } = given
    if (producerId === this.#now.producerId && producerEpoch === this.#now.producerEpoch) return
    if (this.#now.producerId >= 0) this.#before = this.#now
    this.#now = { producerId, producerEpoch }
  }

  async begin(): Promise<void> {
    const topics = [{ name: this.#name, numPartitions: 2, replicationFactor: 1 }]
    await this.#side.ask(ApiKey.CreateTopics, 5, { topics, timeoutMs: 20_000 })
    for (const keyType of [0, 1]) {
      await this.#side.insist(
        () => this.#side.ask(ApiKey.FindCoordinator, 4, { keyType, coordinatorKeys: [this.#name] }),
        answer => answer.coordinators[0]!.errorCode,
      )
    }
    // A partition that was just made has no leader for a moment.
    await this.#side.insist(
      () => this.#ends(0),
      answer =>
        answer.topics[0]!.partitions.some(one => one.errorCode !== ErrorCode.NONE)
          ? ErrorCode.NOT_COORDINATOR
          : ErrorCode.NONE,
    )
  }

  async run(step: Step): Promise<void> {
    this.#side.say(`${JSON.stringify(step)} -> ${await this.#answer(step)}`)
    if (step.kind === 'end' || step.kind === 'init') await this.#rest()
  }

  #answer(step: Step): Promise<string> {
    switch (step.kind) {
      case 'init':
        return this.#init(step.who)
      case 'add':
        return this.#add(step.who, step.partition, step.version, false)
      case 'verify':
        return this.#add(step.who, step.partition, 5, true)
      case 'produce':
        return this.#produce(step)
      case 'end':
        return this.#end(step.who, step.commit, step.version)
      case 'addOffsets':
        return this.#addOffsets(step.who)
      case 'offsets':
        return this.#offsets(step.who, step.version)
      case 'fetchOffsets':
        return this.#fetchOffsets(step.stable)
      case 'marker':
        return this.#marker(step.who, step.commit, step.version)
      case 'look':
        return this.#look()
    }
  }

  async #describe() {
    const answer = await this.#side.ask(ApiKey.DescribeTransactions, 0, { transactionalIds: [this.#name] })
    return answer.transactionStates[0]!
  }

  async #rest(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      if (!(await this.#describe()).transactionState.startsWith('Prepare')) return
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  async #init(who: Who | 'nobody'): Promise<string> {
    const answer = await this.#side.insist(
      () =>
        this.#side.ask(ApiKey.InitProducerId, 5, {
          ...{ transactionalId: this.#name, transactionTimeoutMs: 60_000 },
          ...this.#who(who),
        }),
      one => one.errorCode,
    )
    if (answer.errorCode === ErrorCode.NONE) this.#adopt(answer)
    return this.#identity(answer)
  }

  #identity(answer: Identity & { readonly errorCode: number }): string {
    const { errorCode, producerEpoch, producerId } = answer
    return errorCode === ErrorCode.NONE
      ? `${this.#side.idName(producerId)}/${producerEpoch}`
      : nameOf(errorCode)
  }

  async #add(who: Who, partition: number, version: 3 | 5, verifyOnly: boolean): Promise<string> {
    const { producerEpoch, producerId } = this.#who(who)
    const topics = [{ name: this.#name, partitions: [partition] }]
    const answer = await this.#side.insist(
      () =>
        this.#side.ask(ApiKey.AddPartitionsToTxn, version, {
          transactions: [{ transactionalId: this.#name, producerId, producerEpoch, verifyOnly, topics }],
          ...{ v3AndBelowTransactionalId: this.#name, v3AndBelowProducerId: producerId },
          ...{ v3AndBelowProducerEpoch: producerEpoch, v3AndBelowTopics: topics },
        }),
      one => codeOfAdd(one),
    )
    return nameOf(codeOfAdd(answer))
  }

  async #produce(step: Step & { kind: 'produce' }): Promise<string> {
    const identity = this.#who(step.who)
    const key = `${identity.producerId}/${identity.producerEpoch}/${step.partition}`
    // What was refused is tried again before it is left out: Kafka remembers the lowest sequence that it has refused.
    const skips = step.skip && !this.#refused.has(key)
    const baseSequence = (this.#sequences.get(key) ?? 0) + (skips ? 1 : 0)
    const builder = new RecordBatchBuilder(64)
    builder.append(Date.now(), null, 0, 0, new Uint8Array([1]), 0, 1)
    const records = builder.build({ ...identity, baseSequence, transactional: !step.plain })
    const answer = await this.#side.insist(
      async () => {
        const one = await this.#side.ask(ApiKey.Produce, step.version, {
          ...{ transactionalId: step.plain ? null : this.#name, acks: -1, timeoutMs: 5000 },
          topicData: [{ name: this.#name, partitionData: [{ index: step.partition, records }] }],
        })
        return one.responses[0]!.partitionResponses[0]!
      },
      one => one.errorCode,
    )
    if (answer.errorCode === ErrorCode.NONE) {
      this.#sequences.set(key, baseSequence + 1)
      this.#refused.delete(key)
    } else this.#refused.add(key)
    return answer.errorCode === ErrorCode.NONE ? `at ${answer.baseOffset}` : nameOf(answer.errorCode)
  }

  async #end(who: Who, committed: boolean, version: 4 | 5): Promise<string> {
    const asked = this.#who(who)
    const answer = await this.#side.insist(
      () => this.#side.ask(ApiKey.EndTxn, version, { transactionalId: this.#name, ...asked, committed }),
      one => one.errorCode,
    )
    if (version < 5) return nameOf(answer.errorCode)
    if (answer.errorCode === ErrorCode.NONE) this.#adopt(answer)
    return this.#identity(answer)
  }

  async #addOffsets(who: Who): Promise<string> {
    const answer = await this.#side.insist(
      () =>
        this.#side.ask(ApiKey.AddOffsetsToTxn, 4, {
          ...{ transactionalId: this.#name, groupId: this.#name },
          ...this.#who(who),
        }),
      one => one.errorCode,
    )
    return nameOf(answer.errorCode)
  }

  async #offsets(who: Who, version: 3 | 4 | 5): Promise<string> {
    const partitions = [{ partitionIndex: 0, committedOffset: ++this.#offset }]
    const answer = await this.#side.insist(
      async () => {
        const one = await this.#side.ask(ApiKey.TxnOffsetCommit, version, {
          ...{ transactionalId: this.#name, groupId: this.#name, generationId: -1 },
          ...this.#who(who),
          topics: [{ name: this.#name, partitions }],
        })
        return one.topics[0]!.partitions[0]!
      },
      one => one.errorCode,
    )
    return nameOf(answer.errorCode)
  }

  async #fetchOffsets(requireStable: boolean): Promise<string> {
    const topics = [{ name: this.#name, partitionIndexes: [0] }]
    const answer = await this.#side.ask(ApiKey.OffsetFetch, 9, {
      requireStable,
      groups: [{ groupId: this.#name, topics }],
    })
    const one = answer.groups[0]!.topics[0]!.partitions[0]!
    return `${one.committedOffset} ${nameOf(one.errorCode)}`
  }

  async #marker(who: Who, transactionResult: boolean, version: 1 | 2): Promise<string> {
    const topics = [{ name: this.#name, partitionIndexes: [0] }]
    const marker = {
      ...this.#who(who),
      transactionResult,
      topics,
      coordinatorEpoch: 0,
      transactionVersion: 2,
    }
    const answer = await this.#side.ask(ApiKey.WriteTxnMarkers, version, { markers: [marker] })
    return nameOf(answer.markers[0]!.topics[0]!.partitions[0]!.errorCode)
  }

  #ends(isolationLevel: number) {
    const partitions = [0, 1].map(n => ({ partitionIndex: n, timestamp: -1 }))
    const topics = [{ name: this.#name, partitions }]
    return this.#side.ask(ApiKey.ListOffsets, 7, { isolationLevel, replicaId: -1, topics })
  }

  /** Everything that can be seen from outside. */
  async #look(): Promise<string> {
    const txn = await this.#describe()
    const topics = txn.topics
      .map(one => `${one.topic === this.#name ? 't' : one.topic}:${[...one.partitions].sort()}`)
      .sort()
      .map(one => one.replace(/^__consumer_offsets.*/, 'offsets'))
    const id =
      txn.errorCode === ErrorCode.NONE ? `${this.#side.idName(txn.producerId)}/${txn.producerEpoch}` : ''
    const producers = await this.#side.ask(ApiKey.DescribeProducers, 0, {
      topics: [{ name: this.#name, partitionIndexes: [0, 1] }],
    })
    const active = producers.topics[0]!.partitions.map(one => {
      const list = one.activeProducers.map(
        each =>
          `${this.#side.idName(each.producerId)}/${each.producerEpoch}#${each.lastSequence}@${each.currentTxnStartOffset}`,
      )
      return `${one.partitionIndex}[${list.sort().join(' ')}]`
    })
    const ends = []
    for (const isolationLevel of [0, 1]) {
      const answer = await this.#ends(isolationLevel)
      const found = [...answer.topics[0]!.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex)
      ends.push(found.map(one => one.offset).join(','))
    }
    return `${nameOf(txn.errorCode)} ${txn.transactionState} ${id} ${topics.join(' ')} ${active.join(' ')} ${ends.join('/')}`
  }
}

function codeOfAdd(answer: {
  readonly resultsByTransaction: readonly {
    readonly topicResults: readonly {
      readonly resultsByPartition: readonly { readonly partitionErrorCode: number }[]
    }[]
  }[]
  readonly resultsByTopicV3AndBelow: readonly {
    readonly resultsByPartition: readonly { readonly partitionErrorCode: number }[]
  }[]
}): number {
  const results = answer.resultsByTransaction[0]?.topicResults ?? answer.resultsByTopicV3AndBelow
  return results[0]!.resultsByPartition[0]!.partitionErrorCode
}
