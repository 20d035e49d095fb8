/**
 * Groups: members that come, go, stand still and die, with and without names, and offsets that they and others commit.
 *
 *  1. In one generation no partition belongs to two members.
 *  2. A committed offset is the last one that was acknowledged, or a later one whose answer was lost.
 *  3. The group leaves nothing out: what lies below its committed offsets was given to somebody.
 *  4. It comes to its end: every record is consumed, and the group is empty.
 */
import {
  Admin,
  Consumer,
  type ConsumerOptions,
  cooperativeStickyAssignor,
  type OffsetToCommit,
  rangeAssignor,
} from '@moldau/client'
import { Register } from '../judges/register.ts'
import type { SeededRandom } from '../kernel/seeded-random.ts'
import type { ClientLife, ClientProgram } from '../kernel/simulated-client.ts'
import type { Workload } from '../world/workload.ts'
import { attempt, placeOf, textOf, type World } from '../world/world.ts'
import { producing } from './producing.ts'

const TOPIC = 'work'
const PARTITIONS = 4
const GROUP = 'workers'
/** The shortest session that the broker allows. */
const SESSION_MS = 6000
const places = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }))

export const groups: Workload = {
  name: 'groups',
  about:
    'members join, leave, are paused and die; offsets are committed by members and by others: no double owner, no lost offset',
  broker: (_, options) => ({
    ...options,
    config: {
      ...options.config,
      'group.consumer.session.timeout.ms': SESSION_MS,
      'group.consumer.heartbeat.interval.ms': 1000,
    },
  }),
  async begin(world) {
    await world.createTopics([{ name: TOPIC, partitions: PARTITIONS }])
    const topics = new Map([[TOPIC, PARTITIONS]])
    const filler = world.client('filler', producing(world, topics, Math.round(50 * world.scale), {}))
    const state = new GroupState(world)
    // Of the two group protocols, in the second the broker assigns (KIP-848).
    const groupProtocol = world.random.pick(['classic', 'consumer'] as const)
    // Some groups are on their way from one protocol to the other: drawn apart, so that it changes nothing else.
    const moving = world.simulation.random.fork('protocols')
    const isMixed = moving.chance(0.3)
    const assignors = world.random.pick([
      [rangeAssignor],
      [cooperativeStickyAssignor],
      [rangeAssignor, cooperativeStickyAssignor],
    ])
    for (let n = 1; n <= 3; n++) {
      const groupInstanceId = world.random.chance(0.5) ? `static-${n}` : undefined
      const own = isMixed ? moving.pick(['classic', 'consumer'] as const) : groupProtocol
      const protocol = own === 'classic' ? { assignors } : { groupProtocol: own }
      const options = groupInstanceId === undefined ? protocol : { ...protocol, groupInstanceId }
      world.client(
        `member-${n}`,
        working(world, state, options, () => filler.isDone),
      )
    }
    const loose = new Map<string, Register<number>>()
    world.client('committer', committing(world, loose, Math.round(25 * world.scale)))
    return () => judge(world, state, loose)
  },
}

/** What the members of the group have done, as they know it. */
class GroupState {
  /** Generation and place to the member that owns it, and since when. */
  readonly owners = new Map<string, { readonly member: string; readonly sinceMs: number }>()
  readonly commits = new Map<string, Register<number>>()
  readonly seen = new Set<string>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  owns(
    member: string,
    generation: number,
    partitions: readonly { topic: string; partition: number }[],
  ): void {
    for (const { partition, topic } of partitions) {
      const key = `${generation}/${placeOf(topic, partition)}`
      const owner = this.owners.get(key)
      const sinceMs = this.#world.nowMs
      // A group without offsets that lost all its members is forgotten, which takes a session, and counts from the beginning.
      if (owner !== undefined && owner.member !== member && sinceMs - owner.sinceMs < SESSION_MS)
        this.#world.find(
          'double-owner',
          `${placeOf(topic, partition)} belongs to ${owner.member} and ${member} in generation ${generation}`,
        )
      this.owners.set(key, { member, sinceMs })
    }
  }

  register(place: string): Register<number> {
    let register = this.commits.get(place)
    if (register === undefined) {
      register = new Register()
      this.commits.set(place, register)
    }
    return register
  }
}

/** A member that works until the group has committed everything. */
function working(
  world: World,
  state: GroupState,
  options: ConsumerOptions,
  isFilled: () => boolean,
): ClientProgram {
  return async life => {
    const own = life.cluster()
    while (!(await isAllDone(own, isFilled))) {
      await workForAWhile(world, state, life, own, options)
      await life.sleep(life.random.int(50, 500))
    }
    await own.close()
  }
}

async function workForAWhile(
  world: World,
  state: GroupState,
  { life, name, random, sleep }: ClientLife,
  own: ReturnType<ClientLife['cluster']>,
  options: ConsumerOptions,
): Promise<void> {
  const consumer = new Consumer(own, {
    ...{ groupId: GROUP, autoOffsetReset: 'earliest', fetchMaxWaitMs: 200, partitionFetchBytesMax: 500 },
    ...{ sessionTimeoutMs: SESSION_MS, heartbeatIntervalMs: 1000, maxPollIntervalMs: 10_000 },
    ...options,
  })
  const heard = (): void => {
    const { generationId, groupInstanceId, memberId } = consumer.groupMetadata()
    // A static member that is started again takes its place over, within the generation.
    const owner = groupInstanceId ?? memberId
    if (generationId >= 0) state.owns(owner, generationId, consumer.assignment())
  }
  consumer.subscribe([TOPIC], { onAssigned: heard })
  for (let turns = random.int(3, 40); turns > 0; turns--) {
    const polled = await attempt(() => consumer.poll(400))
    if ('failure' in polled) break
    for (const fetched of polled.value)
      for (const { offset, value } of fetched.toRecords()) {
        state.seen.add(`${placeOf(fetched.topic, fetched.partition)}@${offset}`)
        world.history.poll({
          ...{
            consumer: `${name}/${life}`,
            place: placeOf(fetched.topic, fetched.partition),
            session: turns,
          },
          ...{ committedOnly: false, records: [{ offset, value: textOf(value) }] },
        })
      }
    if (polled.value.length > 0 || random.chance(0.2)) await commitPositions(world, state, consumer)
    if (random.chance(0.1)) await sleep(random.delayMs(0, 3000))
    if (random.chance(0.03)) consumer.enforceRebalance('for the sake of it')
    if (polled.value.length === 0 && random.chance(0.1)) break
  }
  await attempt(() => consumer.close({ leaveGroup: random.chance(0.8) }))
}

async function commitPositions(world: World, state: GroupState, consumer: Consumer): Promise<void> {
  const offsets = consumer.positions().filter(({ offset }) => offset > 0)
  if (offsets.length === 0) return
  const writes = offsets.map(({ offset, partition, topic }) =>
    state.register(placeOf(topic, partition)).write(offset, world.nowMs),
  )
  const done = await attempt(() => consumer.commit(offsets))
  if ('failure' in done) return
  for (const write of writes) Object.assign(write, { outcome: 'ok', endedAtMs: world.nowMs })
}

/** Somebody without a group's generation, as tools are: commits offsets for many groups, deletes some. */
function committing(world: World, loose: Map<string, Register<number>>, count: number): ClientProgram {
  let left = count
  return async ({ cluster, random, sleep }) => {
    const own = cluster()
    const admin = new Admin(own)
    while (left > 0) {
      left--
      await commitLoose(world, admin, random, loose)
      await sleep(random.delayMs(0, 800))
    }
    await own.close()
  }
}

async function commitLoose(
  world: World,
  admin: Admin,
  random: SeededRandom,
  loose: Map<string, Register<number>>,
): Promise<void> {
  const groupId = random.pick(['tool-a', 'tool-b', '__proto__'])
  const partition = random.int(0, PARTITIONS - 1)
  const key = `${groupId}/${partition}`
  const register = loose.get(key) ?? new Register<number>()
  loose.set(key, register)
  // -1 is no offset: the deletion of one.
  const isDeletion = random.chance(0.2)
  const offset = isDeletion ? -1 : random.int(0, 1000)
  const write = register.write(offset, world.nowMs)
  const offsets: OffsetToCommit[] = [{ topic: TOPIC, partition, offset }]
  const done = await attempt(() =>
    isDeletion
      ? admin.deleteGroupOffsets(groupId, [{ topic: TOPIC, partition }])
      : admin.alterGroupOffsets(groupId, offsets),
  )
  if ('value' in done) Object.assign(write, { outcome: 'ok', endedAtMs: world.nowMs })
  // The witness compares what is answered.
  if (random.chance(0.5)) await attempt(() => admin.groupOffsets(groupId))
}

async function isAllDone(own: ReturnType<ClientLife['cluster']>, isFilled: () => boolean): Promise<boolean> {
  if (!isFilled()) return false
  const admin = new Admin(own)
  const questions = places.map(one => ({ ...one, timestamp: -1 }))
  const found = await attempt(async () => ({
    ends: await admin.listOffsets(questions),
    committed: await admin.groupOffsets(GROUP, places),
  }))
  if ('failure' in found) return false
  const { committed, ends } = found.value
  return places.every(({ partition, topic }) => {
    const end = ends.get(topic, partition)?.offset ?? Number.POSITIVE_INFINITY
    return end === 0 || (committed.get(topic, partition)?.offset ?? -1) >= end
  })
}

async function judge(
  world: World,
  state: GroupState,
  loose: ReadonlyMap<string, Register<number>>,
): Promise<void> {
  const content = await world.read(new Map([[TOPIC, PARTITIONS]]), 'read_uncommitted')
  await world.aside('auditor', async ({ cluster }) => {
    const own = cluster()
    const admin = new Admin(own)
    const committed = await admin.groupOffsets(GROUP, places)
    for (const { partition, topic } of places) {
      const place = placeOf(topic, partition)
      const offset = committed.get(topic, partition)?.offset
      const register = state.register(place)
      if (!register.mayBe(offset))
        world.find('committed-offset', `${GROUP} has ${offset} in ${place}, of ${register.values.join(' ')}`)
      for (const record of content.get(place) ?? [])
        if (record.offset < (offset ?? 0) && !state.seen.has(`${place}@${record.offset}`))
          world.find('group-skip', `${GROUP} committed ${offset} in ${place} and never saw @${record.offset}`)
    }
    for (const [key, register] of loose) {
      const [groupId, partition] = key.split('/') as [string, string]
      const found = await admin.groupOffsets(groupId, [{ topic: TOPIC, partition: Number(partition) }])
      const offset = found.get(TOPIC, Number(partition))?.offset ?? -1
      if (!register.mayBe(offset) && !(offset === -1 && register.mayBe(undefined)))
        world.find(
          'committed-offset',
          `${groupId} has ${offset} in ${TOPIC}-${partition}, of ${register.values.join(' ')}`,
        )
    }
    await own.close()
  })
}
