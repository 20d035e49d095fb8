/** Consume, transform, produce, exactly once: a group of copiers whose offsets and outputs commit together (KIP-447). */
import { Admin, Consumer, Producer, type TopicPartition } from '@moldau/client'
import type { Content } from '../judges/evidence.ts'
import type { ClientLife, ClientProgram } from '../kernel/simulated-client.ts'
import { attempt, placeOf, textOf, type World } from '../world/world.ts'
import { QUICK } from './producing.ts'
import { abort, commit, type Protocol, speaking } from './transacting.ts'

export interface Route {
  readonly from: string
  readonly to: string
}

const GROUP = 'copiers'
/** What a copy's value begins with: the original follows. */
const MARK = 'copy:'

/** A copier. Ends when `isFilled` and everything there is has been copied. */
export function copying(
  world: World,
  route: Route,
  isFilled: () => boolean,
  protocol: Protocol = 2,
): ClientProgram {
  return async life => {
    while (!(await copyUntilBroken(world, life, route, isFilled, protocol)))
      await life.sleep(life.random.int(1, 300))
  }
}

/** Copies with one producer and one consumer until either cannot go on. True when all is copied. */
async function copyUntilBroken(
  world: World,
  life: ClientLife,
  { from, to }: Route,
  isFilled: () => boolean,
  protocol: Protocol,
): Promise<boolean> {
  const { random } = life
  const own = speaking(life, protocol)
  const producer = new Producer(own, { ...QUICK, transactionalId: life.name, transactionTimeoutMs: 8000 })
  const consumer = new Consumer(own, {
    ...{ groupId: GROUP, isolationLevel: 'read_committed', autoOffsetReset: 'earliest' },
    ...{ sessionTimeoutMs: 6000, heartbeatIntervalMs: 1000, maxPollIntervalMs: 20_000, fetchMaxWaitMs: 300 },
    ...(random.chance(0.5) ? { groupInstanceId: life.name } : {}),
  })
  let isDone = false
  const ready = await attempt(() => producer.initTransactions())
  if ('value' in ready) {
    consumer.subscribe([from])
    while (true) {
      const polled = await attempt(() => consumer.poll(500))
      if ('failure' in polled) break
      const records = polled.value.flatMap(fetched => fetched.toRecords())
      if (polled.value.length > 0) {
        if (!(await copy(world, life, { consumer, producer, to, records }))) break
      } else if (isFilled() && (await isAllCopied(own, from))) {
        isDone = true
        break
      }
      if (random.chance(0.02)) break
    }
  }
  await attempt(() => consumer.close())
  await attempt(() => producer.close())
  await own.close()
  return isDone
}

interface Copying {
  readonly consumer: Consumer
  readonly producer: Producer
  readonly to: string
  readonly records: readonly (TopicPartition & {
    readonly offset: number
    readonly value: Uint8Array | null
  })[]
}

async function copy(
  world: World,
  { life, name }: ClientLife,
  { consumer, producer, records, to }: Copying,
): Promise<boolean> {
  const { history } = world
  const group = consumer.groupMetadata()
  const offsets = consumer.positions()
  const transaction = history.begin(`${name}/${life}#${history.transactions.length}`)
  producer.beginTransaction()
  for (const record of records) {
    const original = textOf(record.value)
    // A copy may be made again after an abort: the try is part of the value, and judged apart from the original.
    const value = `${MARK}${original}:${history.newValue('try')}`
    transaction.reads.push(original)
    const send = history.send(transaction.name, placeOf(to, record.partition), value, transaction)
    void attempt(() => producer.send({ topic: to, partition: record.partition, key: value, value })).then(
      sent => {
        if ('value' in sent) history.sent(send, sent.value.offset)
      },
    )
  }
  const added = await attempt(() => producer.sendOffsetsToTransaction(offsets, group))
  const isOk =
    'value' in added ? await commit(world, producer, transaction) : await abort(world, producer, transaction)
  // What was aborted must be read again: the consumer goes back to what is committed.
  return isOk && transaction.outcome === 'ok'
}

async function isAllCopied(own: ReturnType<ClientLife['cluster']>, from: string): Promise<boolean> {
  const admin = new Admin(own)
  const count = own.metadata.partitionCount(from) ?? 0
  const partitions = Array.from({ length: count }, (_, partition) => ({ topic: from, partition }))
  const questions = partitions.map(one => ({ ...one, timestamp: -1 }))
  const found = await attempt(async () => ({
    ends: await admin.listOffsets(questions, 'read_uncommitted'),
    committed: await admin.groupOffsets(GROUP, partitions),
  }))
  await admin.close()
  if ('failure' in found || count === 0) return false
  const { committed, ends } = found.value
  return partitions.every(({ partition, topic }) => {
    const end = ends.get(topic, partition)?.offset ?? Number.POSITIVE_INFINITY
    return end === 0 || (committed.get(topic, partition)?.offset ?? -1) >= end
  })
}

/** Every committed original has one committed copy, in the same partition, in the same order. */
export async function judgeCopies(world: World, { from, to }: Route, committed: Content): Promise<void> {
  for (const [place, originals] of committed) {
    if (!place.startsWith(`${from}-`)) continue
    const copies = committed.get(`${to}-${place.slice(from.length + 1)}`) ?? []
    const copied = copies.map(({ value }) => value.slice(MARK.length, value.lastIndexOf(':')))
    const wanted = originals.map(({ value }) => value)
    if (copied.length === wanted.length && copied.every((value, n) => value === wanted[n])) continue
    const missing = wanted.filter(value => !copied.includes(value))
    const twice = copied.filter((value, n) => copied.indexOf(value) !== n)
    world.find(
      'exactly-once',
      `${place} has ${wanted.length} values and ${copied.length} copies; missing ${missing.join(' ') || 'none'}, ` +
        `twice ${twice.join(' ') || 'none'}`,
    )
  }
}
