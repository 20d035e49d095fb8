/** Situations that a real broker seldom gives: each written down as a script, on a clock that stands still. */
import { Cluster, Producer, type ProducerOptions } from '@moldau/client'
import {
  ApiKey,
  BatchHeader,
  ConnectionLost,
  ErrorCode,
  MoldauError,
  type Partially,
  type ProduceRequest,
  type ProduceResponse,
  RecordCursor,
} from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import {
  ManualClock,
  type Script,
  ScriptedNode,
  type ScriptedOptions,
  seededRandom,
} from '../../packages/testing/src/node/index.ts'

interface Bench {
  readonly clock: ManualClock
  readonly node: ScriptedNode
  readonly producer: Producer
}

function bench(script: Script, options: ProducerOptions = {}, node: ScriptedOptions = {}): Bench {
  const clock = new ManualClock()
  const scripted = new ScriptedNode(
    { [ApiKey.InitProducerId]: () => ({ producerId: 7, producerEpoch: 0 }), ...script },
    { topics: new Map([['t', 2]]), ...node },
  )
  const cluster = new Cluster({
    ...{ bootstrap: [scripted], dial: () => scripted, clock, random: seededRandom(1) },
    ...{ requestTimeoutMs: 1000, retryBackoffMs: 10, retryBackoffMaxMs: 10 },
  })
  return { clock, node: scripted, producer: new Producer(cluster, { lingerMs: 0, ...options }) }
}

interface Sent {
  readonly epoch: number
  readonly first: number
  readonly count: number
}

function sentOf(request: ProduceRequest): Sent {
  const header = new BatchHeader().at(request.topicData[0]!.partitionData[0]!.records!, 0)
  return { epoch: header.producerEpoch, first: header.baseSequence, count: header.recordCount }
}

function answer(request: ProduceRequest, errorCode: number, baseOffset = 0): Partially<ProduceResponse> {
  return {
    responses: request.topicData.map(topic => ({
      ...{ name: topic.name, topicId: topic.topicId },
      partitionResponses: topic.partitionData.map(({ index }) => ({ index, errorCode, baseOffset })),
    })),
  }
}

/** How a promise ended, by the time somebody looks. */
function outcome<T>(promise: Promise<T>): { value?: T; code?: string; text?: string } {
  const result: { value?: T; code?: string; text?: string } = {}
  promise.then(
    value => {
      result.value = value
    },
    error => {
      if (!(error instanceof MoldauError)) throw error
      result.code = error.code
      result.text = error.message
    },
  )
  return result
}

describe('a batch that is refused until its time is over', () => {
  test('says why, also where its time ends between two attempts', async () => {
    for (const deliveryTimeoutMs of [100, 101, 105]) {
      const { clock, producer } = bench(
        { [ApiKey.Produce]: request => answer(request, ErrorCode.KAFKA_STORAGE_ERROR) },
        { deliveryTimeoutMs },
      )
      let cause: unknown
      producer.send({ topic: 't', partition: 0, value: 'a' }).catch(error => {
        expect(error.code).toBe('DELIVERY_TIMED_OUT')
        cause = error.cause
      })
      await clock.advance(1000)
      expect(cause).toMatchObject({ code: 'KAFKA_STORAGE_ERROR' })
    }
  })
})

describe('a batch whose answer never comes', () => {
  test('T39: is given up as unknown, and its sequences are never used for other records', async () => {
    const seen: Sent[] = []
    let isMute = false
    const { clock, producer } = bench(
      {
        [ApiKey.Produce]: request => {
          seen.push(sentOf(request))
          if (isMute) throw new ConnectionLost('the answer was lost')
          return answer(request, 0)
        },
      },
      { deliveryTimeoutMs: 100 },
    )
    const first = outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(20)
    expect(first.value).toMatchObject({ offset: 0 })
    isMute = true
    const lost = outcome(producer.send({ topic: 't', partition: 0, value: 'b' }))
    await clock.advance(50)
    expect(lost).toEqual({})
    await clock.advance(2000)
    expect(lost.code).toBe('DELIVERY_TIMED_OUT')
    expect(lost.text).toContain('whether it was appended is unknown')
    isMute = false
    const later = outcome(producer.send({ topic: 't', partition: 0, value: 'c' }))
    await clock.advance(2000)
    expect(later.value).toBeDefined()
    expect(seen[0]).toEqual({ epoch: 0, first: 0, count: 1 })
    expect(seen.slice(1, -1).every(one => one.epoch === 0 && one.first === 1)).toBe(true)
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.at(-1)).toEqual({ epoch: 1, first: 0, count: 1 })
  })

  test('makes a transaction abort', async () => {
    const { clock, producer } = bench(
      {
        [ApiKey.FindCoordinator]: () => ({ coordinators: [{ key: 'tx', nodeId: 0 }] }),
        [ApiKey.AddPartitionsToTxn]: () => ({
          resultsByTopicV3AndBelow: [{ name: 't', resultsByPartition: [{ partitionIndex: 0 }] }],
        }),
        [ApiKey.Produce]: () => {
          throw new ConnectionLost('the answer was lost')
        },
        [ApiKey.EndTxn]: () => ({}),
      },
      { deliveryTimeoutMs: 100, transactionalId: 'tx' },
    )
    const ready = outcome(producer.initTransactions())
    await clock.advance(100)
    expect(ready).toEqual({ value: undefined })
    producer.beginTransaction()
    const lost = outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(3000)
    expect(lost.code).toBe('DELIVERY_TIMED_OUT')
    expect(producer.transactionState).toBe('abortable')
    const commit = outcome(producer.commitTransaction())
    await clock.advance(100)
    expect(commit.code).toBe('DELIVERY_TIMED_OUT')
  })
})

describe('a broker that has forgotten the producer', () => {
  test('gets the batch again from sequence 0 under a new epoch', async () => {
    const seen: Sent[] = []
    const { clock, producer } = bench({
      [ApiKey.Produce]: request => {
        seen.push(sentOf(request))
        return answer(request, seen.length === 2 ? ErrorCode.UNKNOWN_PRODUCER_ID : 0)
      },
    })
    outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(20)
    const second = outcome(producer.send({ topic: 't', partition: 0, value: 'b' }))
    await clock.advance(100)
    expect(second.value).toBeDefined()
    expect(seen).toEqual([
      { epoch: 0, first: 0, count: 1 },
      { epoch: 0, first: 1, count: 1 },
      { epoch: 1, first: 0, count: 1 },
    ])
  })

  test('T38: in the middle of a transaction makes it abort: nothing is made up for', async () => {
    let produced = 0
    const script: Script = {
      [ApiKey.FindCoordinator]: () => ({ coordinators: [{ key: 'tx', nodeId: 0 }] }),
      [ApiKey.InitProducerId]: ({ producerId }) => ({ producerId: 7, producerEpoch: producerId < 0 ? 0 : 1 }),
      [ApiKey.AddPartitionsToTxn]: () => ({
        resultsByTopicV3AndBelow: [{ name: 't', resultsByPartition: [{ partitionIndex: 0 }] }],
      }),
      [ApiKey.Produce]: request =>
        answer(request, produced++ === 1 ? ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER : 0),
      [ApiKey.EndTxn]: () => ({}),
    }
    const { clock, node, producer } = bench(script, { transactionalId: 'tx' })
    outcome(producer.initTransactions())
    await clock.advance(50)
    producer.beginTransaction()
    outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(50)
    const second = outcome(producer.send({ topic: 't', partition: 0, value: 'b' }))
    await clock.advance(50)
    expect(second.code).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(node.of(ApiKey.Produce)).toHaveLength(2)
    const commit = outcome(producer.commitTransaction())
    await clock.advance(50)
    expect(commit.code).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(node.of(ApiKey.EndTxn)).toHaveLength(0)
    const abort = outcome(producer.abortTransaction())
    await clock.advance(50)
    expect(abort).toEqual({ value: undefined })
    expect(node.of(ApiKey.EndTxn)).toMatchObject([{ committed: false }])
    expect(node.of(ApiKey.InitProducerId).at(-1)).toMatchObject({ producerId: 7, producerEpoch: 0 })
    producer.beginTransaction()
    outcome(producer.send({ topic: 't', partition: 0, value: 'c' }))
    await clock.advance(50)
    expect(sentOf(node.of(ApiKey.Produce).at(-1)!)).toEqual({ epoch: 1, first: 0, count: 1 })
  })
})

describe('the end of a transaction', () => {
  const features = new Map([['transaction.version', 2]])
  const script = (endTxn: Script[typeof ApiKey.EndTxn]): Script => ({
    [ApiKey.FindCoordinator]: () => ({ coordinators: [{ key: 'tx', nodeId: 0 }] }),
    [ApiKey.Produce]: request => answer(request, 0),
    [ApiKey.EndTxn]: endTxn!,
  })

  async function begun(endTxn: Script[typeof ApiKey.EndTxn], options: ProducerOptions = {}): Promise<Bench> {
    const made = bench(script(endTxn), { transactionalId: 'tx', ...options }, { features })
    outcome(made.producer.initTransactions())
    await made.clock.advance(50)
    made.producer.beginTransaction()
    outcome(made.producer.send({ topic: 't', partition: 0, value: 'a' }))
    await made.clock.advance(50)
    return made
  }

  test('T37: of which nobody knows how it went is no success, and the producer is done', async () => {
    const { clock, producer } = await begun(() => ({ errorCode: ErrorCode.UNKNOWN_SERVER_ERROR }))
    const commit = outcome(producer.commitTransaction())
    await clock.advance(50)
    expect(commit.code).toBe('TRANSACTION_OUTCOME_UNKNOWN')
    expect(producer.transactionState).toBe('fatal')
    const abort = outcome(producer.abortTransaction())
    await clock.settle()
    expect(abort.code).toBe('TRANSACTION_OUTCOME_UNKNOWN')
    expect(() => producer.beginTransaction()).toThrow('could not be committed')
  })

  test('is asked for again when the answer is lost, and hands out the next epoch', async () => {
    let asked = 0
    const { clock, node, producer } = await begun(() => {
      if (asked++ < 2) throw new ConnectionLost('the answer was lost')
      return { producerId: 7, producerEpoch: 1 }
    })
    const commit = outcome(producer.commitTransaction())
    await clock.advance(5000)
    expect(commit).toEqual({ value: undefined })
    expect(node.of(ApiKey.EndTxn).map(one => [one.committed, one.producerEpoch])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ])
    expect(node.of(ApiKey.AddPartitionsToTxn)).toHaveLength(0)
    producer.beginTransaction()
    outcome(producer.send({ topic: 't', partition: 0, value: 'b' }))
    await clock.advance(50)
    expect(sentOf(node.of(ApiKey.Produce).at(-1)!)).toEqual({ epoch: 1, first: 0, count: 1 })
  })

  test('that took too long can be asked for again, but not turned around', async () => {
    let isMute = true
    const { clock, producer } = await begun(
      () => {
        if (isMute) throw new ConnectionLost('the answer was lost')
        return { producerId: 7, producerEpoch: 1 }
      },
      { maxBlockMs: 300 },
    )
    const first = outcome(producer.commitTransaction())
    await clock.advance(5000)
    expect(first.code).toBe('CONNECTION_LOST')
    expect(producer.transactionState).toBe('committing')
    const abort = outcome(producer.abortTransaction())
    await clock.settle()
    expect(abort.code).toBe('INVALID_TXN_STATE')
    isMute = false
    const again = outcome(producer.commitTransaction())
    await clock.advance(5000)
    expect(again).toEqual({ value: undefined })
    expect(producer.transactionState).toBe('ready')
  })
})

describe('requests', () => {
  test('that nobody answers time out, and are made again on a new connection', async () => {
    let asked = 0
    const { clock, producer } = bench({
      [ApiKey.Produce]: request => (asked++ === 0 ? new Promise(() => undefined) : answer(request, 0)),
    })
    const sent = outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(900)
    expect(asked).toBe(1)
    await clock.advance(600)
    expect(sent.value).toMatchObject({ topic: 't', partition: 0 })
    expect(asked).toBe(2)
  })

  test('are at most five to one leader, with one batch of a partition each', async () => {
    const held: (() => void)[] = []
    const { clock, node, producer } = bench(
      {
        [ApiKey.Produce]: request =>
          held.length < 1 && node.of(ApiKey.Produce).length === 1
            ? answer(request, 0)
            : new Promise<Partially<ProduceResponse>>(resolve =>
                held.push(() => resolve(answer(request, 0))),
              ),
      },
      { batchBytes: 100 },
    )
    outcome(producer.send({ topic: 't', partition: 0, value: 'first' }))
    await clock.advance(20)
    for (let n = 0; n < 20; n++) outcome(producer.send({ topic: 't', partition: 0, value: 'x'.repeat(40) }))
    await clock.advance(20)
    expect(node.of(ApiKey.Produce)).toHaveLength(6)
    for (const request of node.of(ApiKey.Produce)) expect(request.topicData[0]!.partitionData).toHaveLength(1)
    held[0]!()
    await clock.advance(20)
    expect(node.of(ApiKey.Produce)).toHaveLength(7)
    expect(node.of(ApiKey.Produce).map(one => sentOf(one).first)).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  test('speak the versions that both sides know', async () => {
    const { clock, node, producer } = bench(
      { [ApiKey.Produce]: request => answer(request, 0) },
      {},
      { maxVersions: new Map<ApiKey, number>([[ApiKey.Produce, 7]]) },
    )
    outcome(producer.send({ topic: 't', partition: 0, value: 'a' }))
    await clock.advance(20)
    expect(node.seen.filter(one => one.key === ApiKey.Produce).map(one => one.version)).toEqual([7])
  })
})

describe('the order of sends', () => {
  test('one does not overtake those that still wait for the metadata of the topic', async () => {
    const appended: string[] = []
    const { clock, producer } = bench({
      [ApiKey.Produce]: request => {
        const cursor = new RecordCursor().open(request.topicData[0]!.partitionData[0]!.records!, 0)
        while (cursor.next())
          appended.push(new TextDecoder().decode(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd)))
        return answer(request, ErrorCode.NONE)
      },
    })
    const sent = [producer.send({ topic: 't', partition: 0, value: '0' })]
    // The metadata arrives somewhere between two of these.
    for (let n = 1; n < 200; n++) {
      sent.push(producer.send({ topic: 't', partition: 0, value: String(n) }))
      await Promise.resolve()
    }
    await clock.advance(1000)
    await Promise.all(sent)
    expect(appended).toEqual(sent.map((_, n) => String(n)))
  })
})

describe('batches', () => {
  test('wait for the linger, and no longer', async () => {
    const { clock, node, producer } = bench(
      { [ApiKey.Produce]: request => answer(request, 0) },
      { lingerMs: 30 },
    )
    await producer.partitionCount('t')
    const value = new Uint8Array(8)
    producer.append('t', 0, 1, null, 0, 0, value, 0, 8)
    await clock.advance(29)
    producer.append('t', 0, 1, null, 0, 0, value, 0, 8)
    producer.append('t', 1, 1, null, 0, 0, value, 0, 8)
    expect(node.of(ApiKey.Produce)).toHaveLength(0)
    await clock.advance(2)
    expect(node.of(ApiKey.Produce).map(one => sentOf(one).count)).toEqual([2])
    await clock.advance(29)
    expect(node.of(ApiKey.Produce)).toHaveLength(2)
  })

  test('fill the buffer until they are acknowledged', async () => {
    let release: () => void = () => undefined
    const { clock, producer } = bench(
      {
        [ApiKey.Produce]: request =>
          new Promise<Partially<ProduceResponse>>(resolve => {
            release = () => resolve(answer(request, 0))
          }),
      },
      { bufferBytes: 3000, batchBytes: 1000 },
    )
    await producer.partitionCount('t')
    const value = new Uint8Array(900)
    expect(producer.ready()).toBeUndefined()
    for (let n = 0; n < 4; n++) producer.append('t', 0, 1, null, 0, 0, value, 0, 900)
    const wait = producer.ready()
    expect(wait).toBeDefined()
    let isReady = false
    wait!.then(() => {
      isReady = true
    })
    await clock.advance(20)
    expect(isReady).toBe(false)
    for (let n = 0; n < 3; n++) {
      release()
      await clock.advance(20)
    }
    expect(isReady).toBe(true)
  })

  test('get the turn that whoever appends without a pause asks for', async () => {
    const { clock, node, producer } = bench(
      { [ApiKey.Produce]: request => answer(request, 0) },
      { batchBytes: 1000 },
    )
    await producer.partitionCount('t')
    const value = new Uint8Array(900)
    producer.append('t', 0, 1, null, 0, 0, value, 0, 900)
    expect(producer.ready()).toBeUndefined()
    producer.append('t', 0, 1, null, 0, 0, value, 0, 900)
    const turn = producer.ready()
    expect(turn).toBeDefined()
    await turn
    expect(producer.ready()).toBeUndefined()
    await clock.advance(20)
    expect(node.of(ApiKey.Produce)).toHaveLength(2)
  })

  /** The arrays that the requests came in, and what stood in them when they came. */
  function watched(): { lent: { bytes: Uint8Array; before: string }[]; note(request: ProduceRequest): void } {
    const lent: { bytes: Uint8Array; before: string }[] = []
    const note = (request: ProduceRequest): void => {
      const bytes = request.topicData[0]!.partitionData[0]!.records!
      lent.push({ bytes, before: Buffer.from(bytes).toString('hex') })
    }
    return { lent, note }
  }
  const isUntouched = ({ bytes, before }: { bytes: Uint8Array; before: string }): boolean =>
    Buffer.from(bytes).toString('hex') === before

  test('are built in the arrays of batches that one attempt was enough for', async () => {
    const { lent, note } = watched()
    const { clock, producer } = bench({
      [ApiKey.Produce]: request => {
        note(request)
        return answer(request, 0)
      },
    })
    for (let n = 0; n < 3; n++) {
      outcome(producer.send({ topic: 't', partition: 0, value: `value ${n}` }))
      await clock.advance(20)
    }
    expect(new Set(lent.map(({ bytes }) => bytes.buffer)).size).toBe(1)
    expect(lent.map(isUntouched)).toEqual([false, false, true])
  })

  test('whose first answer was lost keep their array for good', async () => {
    const { lent, note } = watched()
    let isLost = true
    const { clock, producer } = bench({
      [ApiKey.Produce]: request => {
        note(request)
        if (!isLost) return answer(request, 0)
        isLost = false
        throw new ConnectionLost('the answer was lost')
      },
    })
    for (let n = 0; n < 4; n++) {
      outcome(producer.send({ topic: 't', partition: 0, value: `value ${n}` }))
      await clock.advance(50)
    }
    expect(lent.length).toBe(5)
    expect(lent[0]!.bytes.buffer).toBe(lent[1]!.bytes.buffer)
    expect(lent.map(isUntouched)).toEqual([true, true, false, false, true])
  })

  test('with acks=0 keep their arrays: the answer says nothing of them', async () => {
    const { lent, note } = watched()
    const { clock, producer } = bench(
      {
        [ApiKey.Produce]: request => {
          note(request)
          return {}
        },
      },
      { acks: 0 },
    )
    for (let n = 0; n < 3; n++) {
      outcome(producer.send({ topic: 't', partition: 0, value: `value ${n}` }))
      await clock.advance(20)
    }
    expect(lent.map(isUntouched)).toEqual([true, true, true])
  })
})
