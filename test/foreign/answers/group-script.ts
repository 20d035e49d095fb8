/**
 * Random scripts about one group and two or three members that come and go, in the consumer protocol, with right and wrong epochs, beside
 * commits, fetches and deletions of offsets, and JoinGroup of the classic protocol.
 */
import { ApiKey, ErrorCode, ZERO_UUID } from '@moldau/protocol'
import { nameOf, type Side } from './side.ts'
import { chance } from './transaction-script.ts'

type Epoch = 'now' | 'before' | 'ahead' | 'zero'
type Owned = 'all' | 'none' | 'silent'

export type GroupStep =
  | {
      readonly kind: 'join'
      readonly member: number
      readonly topics: number
      readonly isStatic: boolean
      readonly range: boolean
    }
  | {
      readonly kind: 'beat'
      readonly member: number
      readonly epoch: Epoch
      readonly owned: Owned
      readonly topics: number
    }
  | {
      readonly kind: 'leave'
      readonly member: number
      readonly isStatic: boolean
      readonly forAWhile: boolean
    }
  | {
      readonly kind: 'commit'
      readonly member: number
      readonly epoch: Epoch | 'nobody'
      readonly version: 8 | 9
    }
  | { readonly kind: 'fetch'; readonly member: number; readonly epoch: Epoch | 'nobody' }
  | { readonly kind: 'odd'; readonly what: number }
  | { readonly kind: 'describe' }
  | { readonly kind: 'classic' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'delete' }

const EPOCHS: readonly Epoch[] = ['now', 'now', 'now', 'now', 'now', 'before', 'ahead', 'zero']

/** Scripts of even seeds are about two members, of which one may be static. */
export const membersOf = (seed: number): number => (seed % 2 === 0 ? 2 : 3)

export function groupScript(seed: number, length: number): GroupStep[] {
  const random = chance(seed)
  const below = (n: number): number => Math.floor(random() * n)
  // All members want the same topics, of six partitions each, so that one, two and three of them have equal shares: who gets one more
  // follows from the order of a hash table in Kafka.
  const topics = 1 + (seed % 3)
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  const steps: GroupStep[] = []
  while (steps.length < length) {
    // With two members: the first and the static one.
    const member = membersOf(seed) === 2 ? 2 * below(2) : below(3)
    const epoch = one(EPOCHS)
    const owned = one<Owned>(['all', 'all', 'none', 'silent'])
    steps.push(
      one<() => GroupStep>([
        () => ({ kind: 'join', member, topics, isStatic: member === 2, range: random() < 0.2 }),
        () => ({ kind: 'beat', member, epoch, owned, topics }),
        () => ({ kind: 'beat', member, epoch: 'now', owned: 'all', topics }),
        () => ({ kind: 'beat', member, epoch: 'now', owned: 'none', topics }),
        () => ({ kind: 'beat', member, epoch: 'now', owned: 'all', topics }),
        () => ({ kind: 'describe' }),
        () =>
          random() < 0.5
            ? { kind: 'leave', member, isStatic: member === 2, forAWhile: random() < 0.5 }
            : { kind: 'beat', member, epoch: 'now', owned: 'all', topics },
        () => ({ kind: 'commit', member, epoch: one([epoch, 'nobody']), version: random() < 0.8 ? 9 : 8 }),
        () => ({ kind: 'fetch', member, epoch: one([epoch, 'nobody']) }),
        () => ({ kind: 'odd', what: below(9) }),
        () => one<GroupStep>([{ kind: 'classic' }, { kind: 'forget' }, { kind: 'delete' }]),
      ])(),
    )
  }
  return steps
}

interface Known {
  epoch: number
  before: number
  /** Partitions by topic id, as it was told. */
  assigned: { topicId: string; partitions: number[] }[]
}

export class GroupRun {
  readonly #side: Side
  readonly #name: string
  readonly #members: Known[] = [0, 1, 2].map(() => ({ epoch: 0, before: 0, assigned: [] }))
  #offset = 0

  constructor(side: Side, name: string) {
    this.#side = side
    this.#name = name
  }

  async begin(): Promise<void> {
    const topics = [1, 2].map(n => ({
      name: `${this.#name}-${n}`,
      numPartitions: 6,
      replicationFactor: 1,
    }))
    await this.#side.ask(ApiKey.CreateTopics, 5, { topics, timeoutMs: 20_000 })
    await this.#side.insist(
      () => this.#side.ask(ApiKey.FindCoordinator, 4, { keyType: 0, coordinatorKeys: [this.#name] }),
      answer => answer.coordinators[0]!.errorCode,
    )
    const partitions = [{ partitionIndex: 0, timestamp: -1 }]
    for (const { name } of topics)
      await this.#side.insist(
        () => this.#side.ask(ApiKey.ListOffsets, 7, { replicaId: -1, topics: [{ name, partitions }] }),
        answer =>
          answer.topics[0]!.partitions[0]!.errorCode === ErrorCode.NONE
            ? ErrorCode.NONE
            : ErrorCode.NOT_COORDINATOR,
      )
    await this.#side.insist(
      () => this.#side.ask(ApiKey.DescribeGroups, 5, { groups: [this.#name] }),
      answer => answer.groups[0]!.errorCode,
    )
    await this.#side.rest()
  }

  async run(step: GroupStep): Promise<void> {
    this.#side.say(`${JSON.stringify(step)} -> ${await this.#answer(step)}`)
  }

  #answer(step: GroupStep): Promise<string> {
    switch (step.kind) {
      case 'join':
        return this.#join(step)
      case 'beat':
        return this.#beat(step)
      case 'leave':
        return this.#leave(step.member, step.isStatic, step.forAWhile)
      case 'commit':
        return this.#commit(step.member, step.epoch, step.version)
      case 'fetch':
        return this.#fetch(step.member, step.epoch)
      case 'odd':
        return this.#odd(step.what)
      case 'describe':
        return this.#describe()
      case 'classic':
        return this.#classic()
      case 'forget':
        return this.#forget()
      case 'delete':
        return this.#delete()
    }
  }

  #id(member: number): string {
    return `${this.#name}-member-${member}`
  }

  #epoch(member: number, epoch: Epoch | 'nobody'): number {
    const known = this.#members[member]!
    if (epoch === 'now') return known.epoch
    if (epoch === 'before') return known.before
    return epoch === 'ahead' ? known.epoch + 1 : epoch === 'zero' ? 0 : -1
  }

  async #heartbeat(member: number, given: Record<string, unknown>): Promise<string> {
    const known = this.#members[member]!
    const answer = await this.#side.ask(ApiKey.ConsumerGroupHeartbeat, 1, {
      ...{ groupId: this.#name, memberId: this.#id(member), rebalanceTimeoutMs: -1 },
      ...{ instanceId: null, rackId: null, subscribedTopicNames: null, subscribedTopicRegex: null },
      ...{ serverAssignor: null, topicPartitions: null },
      ...given,
    })
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    if (answer.memberEpoch >= 0) {
      known.before = known.epoch
      known.epoch = answer.memberEpoch
    }
    if (answer.assignment !== null)
      known.assigned = answer.assignment.topicPartitions.map(({ partitions, topicId }) => ({
        topicId,
        partitions: [...partitions],
      }))
    const told = answer.assignment?.topicPartitions
    // Which partitions move is the assignor's choice, and how many of them are free just now follows from it.
    const words = told === undefined ? 'no word of partitions' : told.length > 0 ? 'partitions' : 'none'
    return `epoch ${answer.memberEpoch}, ${words}`
  }

  #join(step: GroupStep & { kind: 'join' }): Promise<string> {
    const names = this.#names(step.topics)
    return this.#heartbeat(step.member, {
      ...{ memberEpoch: 0, rebalanceTimeoutMs: 60_000, subscribedTopicNames: names, topicPartitions: [] },
      ...{ instanceId: step.isStatic ? 'i' : null, serverAssignor: step.range ? 'range' : null },
    })
  }

  #names(topics: number): string[] {
    return [1, 2].filter(n => topics & n).map(n => `${this.#name}-${n}`)
  }

  #beat({ epoch, member, owned, topics }: GroupStep & { kind: 'beat' }): Promise<string> {
    const { assigned } = this.#members[member]!
    const memberEpoch = this.#epoch(member, epoch)
    const topicPartitions = owned === 'silent' ? null : owned === 'none' ? [] : assigned
    const instanceId = member === 2 ? 'i' : null
    if (memberEpoch > 0) return this.#heartbeat(member, { memberEpoch, topicPartitions, instanceId })
    // What a member that begins anew has to say.
    const subscribedTopicNames = this.#names(topics)
    return this.#heartbeat(member, {
      ...{ memberEpoch, instanceId, topicPartitions: [], rebalanceTimeoutMs: 60_000, subscribedTopicNames },
    })
  }

  async #leave(member: number, isStatic: boolean, forAWhile: boolean): Promise<string> {
    const memberEpoch = forAWhile && isStatic ? -2 : -1
    const answer = await this.#heartbeat(member, { memberEpoch, instanceId: isStatic ? 'i' : null })
    if (answer.startsWith('epoch'))
      Object.assign(this.#members[member]!, { epoch: 0, before: 0, assigned: [] })
    return answer
  }

  async #commit(member: number, epoch: Epoch | 'nobody', version: 8 | 9): Promise<string> {
    const isNobody = epoch === 'nobody'
    const partitions = [{ partitionIndex: 0, committedOffset: ++this.#offset }]
    const answer = await this.#side.ask(ApiKey.OffsetCommit, version, {
      ...{ groupId: this.#name, memberId: isNobody ? '' : this.#id(member), groupInstanceId: null },
      generationIdOrMemberEpoch: this.#epoch(member, epoch),
      topics: [{ name: `${this.#name}-1`, partitions }],
    })
    return nameOf(answer.topics[0]!.partitions[0]!.errorCode)
  }

  async #fetch(member: number, epoch: Epoch | 'nobody'): Promise<string> {
    const isNobody = epoch === 'nobody'
    const answer = await this.#side.ask(ApiKey.OffsetFetch, 9, {
      groups: [
        {
          ...{ groupId: this.#name, memberId: isNobody ? null : this.#id(member) },
          memberEpoch: this.#epoch(member, epoch),
          topics: [{ name: `${this.#name}-1`, partitionIndexes: [0] }],
        },
      ],
    })
    const group = answer.groups[0]!
    if (group.errorCode !== ErrorCode.NONE) return nameOf(group.errorCode)
    return `${group.topics[0]!.partitions[0]!.committedOffset}`
  }

  /** Requests that are wrong by themselves. */
  #odd(what: number): Promise<string> {
    const joining = {
      ...{ memberEpoch: 0, rebalanceTimeoutMs: 60_000, subscribedTopicNames: [`${this.#name}-1`] },
      topicPartitions: [],
    }
    const odd: Record<string, unknown>[] = [
      { ...joining, memberId: '' },
      { ...joining, rebalanceTimeoutMs: -1 },
      { ...joining, topicPartitions: null },
      { ...joining, topicPartitions: [{ topicId: ZERO_UUID, partitions: [1] }] },
      { ...joining, subscribedTopicNames: null },
      { ...joining, serverAssignor: 'none-such' },
      { ...joining, instanceId: '' },
      { memberEpoch: -3 },
      { ...joining, subscribedTopicRegex: '(' },
    ]
    return this.#heartbeat(1, odd[what]!)
  }

  async #describe(): Promise<string> {
    const answer = await this.#side.ask(ApiKey.ConsumerGroupDescribe, 1, { groupIds: [this.#name] })
    const group = answer.groups[0]!
    const listed = await this.#side.ask(ApiKey.ListGroups, 5, {})
    const entry = listed.groups.find(one => one.groupId === this.#name)
    const inList =
      entry === undefined ? 'not listed' : `${entry.groupType} ${entry.groupState} ${entry.protocolType}`
    if (group.errorCode !== ErrorCode.NONE) return `${nameOf(group.errorCode)}; ${inList}`
    const members = group.members.map(one => {
      const counts = [one.assignment, one.targetAssignment].map(each =>
        each.topicPartitions.reduce((sum, topic) => sum + topic.partitions.length, 0),
      )
      return `${one.memberId.slice(-1)}:${one.instanceId ?? ''}@${one.memberEpoch} ${counts[1]} ${one.memberType}`
    })
    const { assignmentEpoch, assignorName, groupEpoch, groupState } = group
    return `${groupState} ${groupEpoch}/${assignmentEpoch} ${assignorName} [${members.sort().join(', ')}]; ${inList}`
  }

  async #classic(): Promise<string> {
    const answer = await this.#side.ask(ApiKey.JoinGroup, 9, {
      ...{ groupId: this.#name, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, memberId: '' },
      ...{
        groupInstanceId: null,
        protocolType: 'other',
        protocols: [{ name: 'p', metadata: new Uint8Array(1) }],
      },
    })
    return nameOf(answer.errorCode)
  }

  async #forget(): Promise<string> {
    const topics = [{ name: `${this.#name}-1`, partitions: [{ partitionIndex: 0 }] }]
    const answer = await this.#side.ask(ApiKey.OffsetDelete, 0, { groupId: this.#name, topics })
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    return nameOf(answer.topics[0]!.partitions[0]!.errorCode)
  }

  async #delete(): Promise<string> {
    const answer = await this.#side.ask(ApiKey.DeleteGroups, 2, { groupsNames: [this.#name] })
    return nameOf(answer.results[0]!.errorCode)
  }
}
