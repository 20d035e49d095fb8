/** State replayed equals state lived: for random interleavings of commits, transactions, deletions and their markers. */
import { type Clock, ErrorCode, type Random } from '@moldau/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MetadataLog } from '../../metadata/metadata-log.ts'
import { LogFolder } from '../../partition/log-folder.ts'
import { MemoryStorage } from '../../storage/memory-storage.ts'
import { replayPartition } from '../recovery.ts'
import { BrokerConfig } from '../state/broker-config.ts'
import { OFFSETS_TOPIC, Topics, TRANSACTION_TOPIC } from '../state/topics.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import { TransactionCoordinator } from './transaction-coordinator.ts'

let nowMs = 1_000
const clock: Clock = {
  nowMs: () => nowMs++,
  monotonicMs: () => nowMs,
  setTimer: () => ({ cancel: () => undefined }),
}
let drawn = 1
const random: Random = { nextUint32: () => drawn++ * 2654435761 }

const GROUPS = ['g', 'h', '__proto__']
const PRODUCERS = ['a', 'b']
const NOBODY = { memberId: '', groupInstanceId: null, generationId: -1 }

type Step =
  | { readonly kind: 'commit'; readonly group: number; readonly partition: number; readonly offset: number }
  | {
      readonly kind: 'txnCommit'
      readonly group: number
      readonly partition: number
      readonly offset: number
      readonly producer: number
    }
  | { readonly kind: 'end'; readonly producer: number; readonly commit: boolean; readonly version: 0 | 2 }
  | { readonly kind: 'init'; readonly producer: number }
  | { readonly kind: 'delete'; readonly group: number }
  | { readonly kind: 'topicDeleted' }
  | { readonly kind: 'forget'; readonly group: number; readonly partition: number }
  | { readonly kind: 'expire' }

const group = fc.nat({ max: GROUPS.length - 1 })
const partition = fc.nat({ max: 1 })
const offset = fc.nat({ max: 1000 })
const producer = fc.nat({ max: PRODUCERS.length - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit' as const), group, partition, offset }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('txnCommit' as const), group, partition, offset, producer }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      producer,
      commit: fc.boolean(),
      version: fc.constantFrom(0 as const, 2 as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('init' as const), producer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), group }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'topicDeleted' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), group, partition }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
)

async function openTopics(): Promise<{ topics: Topics; config: BrokerConfig }> {
  const folder = await LogFolder.open({ storage: new MemoryStorage(), clock, directory: 'data', flush: 'os' })
  const metadata = await MetadataLog.open(folder, 1)
  const config = new BrokerConfig({
    'offsets.topic.num.partitions': 2,
    'transaction.state.log.num.partitions': 2,
    // What can be expired is expired whenever it is looked at.
    'offsets.retention.minutes': 0,
  })
  const topics = new Topics(metadata, folder, config, random, 'AAAAAAAAAAAAAAAAAAAAAA')
  await topics.internal(OFFSETS_TOPIC)
  await topics.internal(TRANSACTION_TOPIC)
  return { topics, config }
}

async function replayed(
  topics: Topics,
  config: BrokerConfig,
): Promise<[GroupCoordinator, TransactionCoordinator]> {
  const groups = new GroupCoordinator(topics, config, clock, random)
  const transactions = new TransactionCoordinator(topics, config, clock, groups)
  for (const [number, log] of topics.logsOf(OFFSETS_TOPIC).entries()) {
    await replayPartition(log, {
      record: (key, value, at, producerId) => groups.replay(key, value, at, producerId),
      marker: (producerId, commit) => groups.replayMarker(number, producerId, commit),
    })
  }
  for (const log of topics.logsOf(TRANSACTION_TOPIC)) {
    await replayPartition(log, {
      record: (key, value) => transactions.replay(key, value),
      marker: () => undefined,
    })
  }
  return [groups, transactions]
}

test('T40: coordinators: state replayed equals state lived', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      const { topics, config } = await openTopics()
      const groups = new GroupCoordinator(topics, config, clock, random)
      const transactions = new TransactionCoordinator(topics, config, clock, groups)
      const identities = new Map<number, { producerId: number; producerEpoch: number }>()
      const begin = async (n: number): Promise<void> => {
        const identity = await transactions.initProducerId(PRODUCERS[n]!, 60_000, {
          producerId: -1,
          producerEpoch: -1,
        })
        expect(identity.errorCode).toBe(ErrorCode.NONE)
        identities.set(n, identity)
      }
      for (const each of steps) {
        if (each.kind === 'commit') {
          await groups.commit(GROUPS[each.group]!, NOBODY, [commitOf(each)])
        } else if (each.kind === 'txnCommit') {
          if (!identities.has(each.producer)) await begin(each.producer)
          const { producerId, producerEpoch } = identities.get(each.producer)!
          const place = { topic: OFFSETS_TOPIC, partition: groups.partitionOf(GROUPS[each.group]!) }
          const id = PRODUCERS[each.producer]!
          expect(await transactions.addPartitions(id, producerId, producerEpoch, [place], 2)).toBe(
            ErrorCode.NONE,
          )
          const identity = { producerId, producerEpoch, baseSequence: -1, transactional: true }
          await groups.commit(GROUPS[each.group]!, NOBODY, [commitOf(each)], identity)
        } else if (each.kind === 'end') {
          const identity = identities.get(each.producer)
          if (identity === undefined) continue
          const id = PRODUCERS[each.producer]!
          const ended = await transactions.endTxn(
            id,
            identity.producerId,
            identity.producerEpoch,
            each.commit,
            each.version,
          )
          if (ended.errorCode === ErrorCode.NONE) identities.set(each.producer, ended)
        } else if (each.kind === 'init') await begin(each.producer)
        else if (each.kind === 'delete') await groups.delete(GROUPS[each.group]!)
        else if (each.kind === 'forget')
          await groups.deleteOffsets(GROUPS[each.group]!, [{ topic: 't', partition: each.partition }])
        else if (each.kind === 'expire') groups.expire()
        else await groups.topicDeleted('t')
      }
      const [otherGroups, otherTransactions] = await replayed(topics, config)
      for (const id of PRODUCERS) {
        const lived = transactions.get(id)
        expect(otherTransactions.get(id)).toEqual(
          lived === undefined ? undefined : { ...lived, lastProducerEpoch: -1 },
        )
      }
      const empty = { committed: [], pending: [] }
      for (const id of GROUPS) {
        expect(otherGroups.get(id)?.offsets.snapshot() ?? empty).toEqual(
          groups.get(id)?.offsets.snapshot() ?? empty,
        )
      }
    }),
    { numRuns: 150 },
  )
})

function commitOf({ partition: number, offset: at }: { partition: number; offset: number }) {
  return { topic: 't', partition: number, offset: at, leaderEpoch: -1, metadata: `m${at}`, commitMs: 5 }
}
