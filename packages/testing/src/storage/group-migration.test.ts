/** A group moves from the classic protocol to the consumer protocol and back while it works (KIP-848, group.consumer.migration.policy). */
import {
  Cluster,
  Consumer,
  type ConsumerOptions,
  cooperativeStickyAssignor,
  nameOf,
  Producer,
  rangeAssignor,
} from '@moldau/client'
import { Broker, MemoryStorage } from '@moldau/log'
import { ApiKey, requestOf, systemClock, systemRandom } from '@moldau/protocol'
import { afterEach, expect, test } from 'vitest'

const storage = (): MemoryStorage => new MemoryStorage()
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(config: Record<string, string> = {}, on = storage()) {
  const broker = await Broker.open({
    ...{ storage: on, dataDir: '/data', clock: systemClock, random: systemRandom },
    config: {
      ...{ 'offsets.topic.num.partitions': '2', 'transaction.state.log.num.partitions': '2' },
      ...{ 'group.consumer.heartbeat.interval.ms': '50', ...config },
    },
    onFault: fault => {
      throw fault
    },
  })
  closing.push(() => broker.close())
  const node = broker.node()
  const cluster = new Cluster({
    ...{ bootstrap: [node], dial: () => node, clock: systemClock, random: systemRandom, retryBackoffMs: 10 },
  })
  closing.push(() => cluster.close())
  const connection = await node.connect('admin')
  const topics = [{ name: 't', numPartitions: 4, replicationFactor: 1 }]
  await connection.send(ApiKey.CreateTopics, 5, requestOf(ApiKey.CreateTopics, { topics, timeoutMs: 1000 }))
  const typeOf = async (): Promise<string> => {
    const listed = await connection.send(ApiKey.ListGroups, 5, requestOf(ApiKey.ListGroups))
    const group = listed.groups.find(one => one.groupId === 'g')
    return `${group?.groupType} ${group?.groupState}`
  }
  return { broker, cluster, typeOf }
}

function member(cluster: Cluster, options: ConsumerOptions): Consumer {
  const made = new Consumer(cluster, {
    ...{
      groupId: 'g',
      autoOffsetReset: 'earliest',
      fetchMaxWaitMs: 20,
      heartbeatIntervalMs: 50,
      sessionTimeoutMs: 6000,
    },
    ...options,
  })
  closing.push(() => made.close())
  made.subscribe(['t'])
  return made
}

const assigned = (one: Consumer): string[] => one.assignment().map(nameOf).sort()

/** Polls all members until `until`, keeping and committing what comes. No partition is ever with two of them. */
async function pollAll(members: readonly Consumer[], until: () => boolean, seen: string[]): Promise<void> {
  const deadline = systemClock.monotonicMs() + 20_000
  while (!until()) {
    if (systemClock.monotonicMs() > deadline)
      throw new Error(`no end: ${members.map(one => assigned(one).length)}`)
    for (const one of members) {
      const fetched = await one.poll(10)
      for (const part of fetched)
        for (const { value } of part.toRecords()) seen.push(Buffer.from(value!).toString())
      if (fetched.length > 0) await one.commit().catch(() => undefined)
    }
    const all = members.flatMap(assigned)
    expect(new Set(all).size).toBe(all.length)
  }
}

for (const [name, assignors] of [
  ['cooperative', [cooperativeStickyAssignor]],
  ['eager', [rangeAssignor]],
] as const)
  test(`members of the ${name} classic protocol stay while others come in the new one, and go back when those leave`, async () => {
    const { cluster, typeOf } = await start()
    const producer = new Producer(cluster, { lingerMs: 0 })
    closing.push(() => producer.close())
    const seen: string[] = []
    let sent = 0
    const send = async (): Promise<void> => {
      for (let n = 0; n < 20; n++)
        await producer.send({ topic: 't', partition: n % 4, value: String(sent++) })
    }
    const shares = (members: readonly Consumer[]) => (): boolean =>
      members.every(one => assigned(one).length === 4 / members.length) && seen.length >= sent
    const old = [member(cluster, { assignors }), member(cluster, { assignors })]
    await send()
    await pollAll(old, shares(old), seen)
    expect(await typeOf()).toBe('classic Stable')
    const fresh = [1, 2].map(() => member(cluster, { groupProtocol: 'consumer' }))
    const all = [...old, ...fresh]
    await send()
    await pollAll(all, shares(all), seen)
    expect(await typeOf()).toBe('consumer Stable')
    await old[0]!.close()
    await send()
    await pollAll([old[1]!, ...fresh], () => seen.length >= sent, seen)
    await fresh[0]!.close()
    await pollAll([old[1]!, fresh[1]!], shares([old[1]!, fresh[1]!]), seen)
    await fresh[1]!.close()
    await send()
    await pollAll([old[1]!], shares([old[1]!]), seen)
    expect(await typeOf()).toBe('classic Stable')
    expect(new Set(seen).size).toBe(sent)
  }, 60_000)

test('a mixed group is what it was after kill -9', async () => {
  const disk = storage()
  const { broker, cluster, typeOf } = await start({}, disk)
  const old = member(cluster, { assignors: [cooperativeStickyAssignor], groupInstanceId: 'static' })
  await pollAll([old], () => assigned(old).length === 4, [])
  const fresh = member(cluster, { groupProtocol: 'consumer' })
  await pollAll([old, fresh], () => assigned(old).length === 2 && assigned(fresh).length === 2, [])
  expect(await typeOf()).toBe('consumer Stable')
  const describe = async (on: Broker) => {
    const connection = await on.node().connect('admin')
    const request = requestOf(ApiKey.ConsumerGroupDescribe, { groupIds: ['g'] })
    return (await connection.send(ApiKey.ConsumerGroupDescribe, 1, request)).groups[0]!
  }
  const lived = await describe(broker)
  expect(lived.members.map(one => one.memberType).sort()).toEqual([0, 1])
  const again = await Broker.open({
    ...{ storage: disk.afterCrash('power'), dataDir: '/data', clock: systemClock, random: systemRandom },
  })
  closing.push(() => again.close())
  expect(await describe(again)).toEqual(lived)
}, 60_000)

test('a policy of disabled keeps the protocols apart', async () => {
  const { cluster, typeOf } = await start({ 'group.consumer.migration.policy': 'disabled' })
  const old = member(cluster, { assignors: [cooperativeStickyAssignor] })
  await pollAll([old], () => assigned(old).length === 4, [])
  const fresh = member(cluster, { groupProtocol: 'consumer' })
  await expect(pollAll([fresh], () => false, [])).rejects.toMatchObject({ code: 'GROUP_ID_NOT_FOUND' })
  expect(await typeOf()).toBe('classic Stable')
}, 60_000)
