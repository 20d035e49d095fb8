import { BatchHeader, checkBatch } from '@moldau/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BatchArrays } from './batch-arrays.ts'
import { PartitionQueue } from './partition-queue.ts'
import { ProducerBatch } from './producer-batch.ts'

const identity = { producerId: 7, producerEpoch: 3, baseSequence: -1, transactional: false }

function batchOf(records: number): ProducerBatch {
  const batch = new ProducerBatch('t', 0, 0, 1024, 'none', new BatchArrays())
  const value = new Uint8Array(3)
  for (let n = 0; n < records; n++) batch.builder.append(n, null, 0, 0, value, 0, 3)
  batch.recordCount = records
  return batch
}

function sequencesOf(batch: ProducerBatch): { first: number; last: number; epoch: number } {
  const header = new BatchHeader().at(batch.bytes!, 0)
  expect(checkBatch(batch.bytes!.slice(), 0, batch.bytes!.length)).toBe('ok')
  return { first: header.baseSequence, last: header.lastSequence, epoch: header.producerEpoch }
}

describe('sequences', () => {
  test('count records, not batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }), sizes => {
        const queue = new PartitionQueue('t', 0)
        let next = 0
        for (const size of sizes) {
          const batch = batchOf(size)
          queue.identify(batch, identity, 1)
          expect(sequencesOf(batch)).toEqual({ first: next, last: next + size - 1, epoch: 3 })
          next += size
        }
        expect(queue.nextSequence).toBe(next)
      }),
    )
  })

  test('go from 2147483647 to 0, also in the middle of a batch', () => {
    const queue = new PartitionQueue('t', 0)
    queue.generation = 1
    queue.nextSequence = 2147483646
    const straddling = batchOf(4)
    queue.identify(straddling, identity, 1)
    expect(sequencesOf(straddling)).toMatchObject({ first: 2147483646, last: 1 })
    expect(queue.nextSequence).toBe(2)
    queue.nextSequence = 2147483647
    queue.identify(batchOf(1), identity, 1)
    expect(queue.nextSequence).toBe(0)
  })

  test('start at 0 under another generation, and a batch that was sent keeps its own', () => {
    const queue = new PartitionQueue('t', 0)
    const sent = batchOf(2)
    const bytes = queue.identify(sent, identity, 1)
    expect(queue.identify(sent, { ...identity, producerEpoch: 4 }, 2)).toBe(bytes)
    const fresh = batchOf(2)
    queue.identify(fresh, { ...identity, producerEpoch: 4 }, 2)
    expect(sequencesOf(fresh)).toEqual({ first: 0, last: 1, epoch: 4 })
  })

  test('after a gap start at 0 for everything that was sent, in copies', () => {
    const queue = new PartitionQueue('t', 0)
    const batches = [batchOf(2), batchOf(3)]
    queue.batches.push(...batches)
    const lent = batches.map(batch => queue.identify(batch, identity, 1))
    const before = lent.map(bytes => bytes.slice())
    queue.resetPending = true
    queue.identify(batches[0]!, { ...identity, producerEpoch: 4 }, 2)
    expect(batches.map(sequencesOf)).toEqual([
      { first: 0, last: 1, epoch: 4 },
      { first: 2, last: 4, epoch: 4 },
    ])
    expect(lent).toEqual(before)
  })
})

describe('what may be sent', () => {
  function queueOf(...states: ('sent' | 'flying' | 'fresh')[]): PartitionQueue {
    const queue = new PartitionQueue('t', 0)
    queue.knownProducerId = 7
    queue.generation = 1
    for (const state of states) {
      const batch = batchOf(1)
      queue.batches.push(batch)
      if (state !== 'fresh') queue.identify(batch, identity, 1)
      batch.isInFlight = state === 'flying'
    }
    return queue
  }
  const index = (queue: PartitionQueue, nowMs = 0, producerId = 7): number =>
    queue.batches.indexOf(queue.sendable(nowMs, 1, producerId)!)

  test.each([
    [['fresh'], 0],
    [['flying', 'flying', 'fresh'], 2],
    [['sent', 'flying', 'fresh'], 0],
    [['flying', 'sent', 'fresh'], -1],
    [['flying', 'flying'], -1],
  ] as const)('of %j it is number %i', (states, wanted) => {
    expect(index(queueOf(...states))).toBe(wanted)
  })

  test('a batch waits for its time', () => {
    const queue = queueOf('sent')
    queue.batches[0]!.notBeforeMs = 10
    expect(index(queue, 9)).toBe(-1)
    expect(index(queue, 10)).toBe(0)
  })

  test('after a gap nothing, until nothing is in flight', () => {
    const queue = queueOf('sent', 'flying')
    queue.resetPending = true
    expect(index(queue)).toBe(-1)
    queue.batches[1]!.isInFlight = false
    expect(index(queue)).toBe(0)
  })

  test('behind the first batch of a producer id nothing', () => {
    const queue = queueOf('flying', 'fresh')
    expect(index(queue, 0, 8)).toBe(-1)
  })
})
