/**
 * Random scripts about one group on its way from the classic protocol to the consumer protocol and back: a member of each, so that there
 * is no choice in who gets what, with right and wrong generations and epochs, commits, and what describes and deletes groups.
 */
import {
  ApiKey,
  consumerProtocolAssignmentData,
  consumerProtocolSubscriptionData,
  decodeVersioned,
  ErrorCode,
  encodeVersioned,
} from '@moldau/protocol'
import { nameOf, type Side } from './side.ts'
import { chance } from './transaction-script.ts'

type When = 'now' | 'before' | 'ahead'

export type MixedStep =
  | {
      readonly kind: 'join' | 'classicLeave' | 'enter' | 'leave' | 'describe' | 'fetch' | 'forget' | 'delete'
    }
  | { readonly kind: 'sync' | 'classicBeat'; readonly generation: When }
  | { readonly kind: 'beat'; readonly epoch: When; readonly owned: 'all' | 'none' | 'silent' }
  | { readonly kind: 'commit'; readonly who: 'classic' | 'new' | 'nobody'; readonly when: When }

export function mixedScript(seed: number, length: number): MixedStep[] {
  const random = chance(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const when = (): When => one<When>(['now', 'now', 'now', 'now', 'before', 'ahead'])
  const steps: MixedStep[] = []
  while (steps.length < length)
    steps.push(
      one<() => MixedStep>([
        () => ({ kind: 'join' }),
        () => ({ kind: 'join' }),
        () => ({ kind: 'sync', generation: 'now' }),
        () => ({ kind: 'sync', generation: when() }),
        () => ({ kind: 'classicBeat', generation: when() }),
        () => ({ kind: 'classicBeat', generation: 'now' }),
        () => ({ kind: 'enter' }),
        () => ({ kind: 'beat', epoch: 'now', owned: one(['all', 'none', 'silent']) }),
        () => ({ kind: 'beat', epoch: 'now', owned: 'all' }),
        () => ({ kind: 'beat', epoch: when(), owned: 'silent' }),
        () => ({ kind: 'commit', who: one(['classic', 'new', 'nobody']), when: when() }),
        () => ({ kind: 'describe' }),
        () => ({ kind: one(['describe', 'fetch', 'forget', 'delete']) }),
        () => ({ kind: one(['classicLeave', 'leave', 'describe', 'describe']) }),
      ])(),
    )
  return steps
}

interface Place {
  readonly topicId: string
  readonly partitions: number[]
}

export class MixedRun {
  readonly #side: Side
  readonly #name: string
  #memberId = ''
  #generation = { now: -1, before: -1 }
  #leads = false
  #epoch = { now: 0, before: 0 }
  #assigned: Place[] = []
  #offset = 0
  /** A JoinGroup or SyncGroup that has not been answered. */
  #waits = false
  #late: string[] = []

  constructor(side: Side, name: string) {
    this.#side = side
    this.#name = name
  }

  async begin(): Promise<void> {
    const topics = [{ name: this.#name, numPartitions: 4, replicationFactor: 1 }]
    await this.#side.ask(ApiKey.CreateTopics, 5, { topics, timeoutMs: 20_000 })
    await this.#side.insist(
      () => this.#side.ask(ApiKey.FindCoordinator, 4, { keyType: 0, coordinatorKeys: [this.#name] }),
      answer => answer.coordinators[0]!.errorCode,
    )
    await this.#side.insist(
      () => this.#side.ask(ApiKey.DescribeGroups, 5, { groups: [this.#name] }),
      answer => answer.groups[0]!.errorCode,
    )
    await this.#side.rest()
  }

  async run(step: MixedStep): Promise<void> {
    const mayWait = step.kind === 'join' || step.kind === 'sync'
    if (mayWait && this.#waits) return
    const answer = this.#answer(step)
    if (mayWait) {
      this.#waits = true
      void answer.then(
        words => {
          this.#waits = false
          this.#late.push(`${step.kind}: ${words}`)
        },
        // The script is over, and its connections with it.
        () => undefined,
      )
    } else this.#late.push(await answer)
    await this.#side.pause()
    this.#side.say(`${JSON.stringify(step)} -> ${this.#late.splice(0).sort().join('; ') || 'waits'}`)
  }

  #answer(step: MixedStep): Promise<string> {
    switch (step.kind) {
      case 'join':
        return this.#join()
      case 'sync':
        return this.#sync(step.generation)
      case 'classicBeat':
        return this.#classicBeat(step.generation)
      case 'classicLeave':
        return this.#classicLeave()
      case 'enter':
        return this.#heartbeat(0, [], { rebalanceTimeoutMs: 60_000, subscribedTopicNames: [this.#name] })
      case 'beat':
        return this.#beat(step.epoch, step.owned)
      case 'leave':
        return this.#leave()
      case 'commit':
        return this.#commit(step.who, step.when)
      case 'describe':
        return this.#describe()
      case 'fetch':
        return this.#fetch()
      case 'forget':
        return this.#forget()
      case 'delete':
        return this.#delete()
    }
  }

  // --- the classic member -------------------------------------------------------------------------------------------

  #generationOf(when: When): number {
    return when === 'ahead' ? this.#generation.now + 1 : this.#generation[when]
  }

  async #join(): Promise<string> {
    const subscription = consumerProtocolSubscriptionData.make({ topics: [this.#name] })
    const metadata = encodeVersioned(consumerProtocolSubscriptionData, 1, subscription)
    const join = () =>
      this.#side.ask(
        ApiKey.JoinGroup,
        9,
        {
          ...{ groupId: this.#name, sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 60_000 },
          ...{ memberId: this.#memberId, groupInstanceId: null, protocolType: 'consumer' },
          protocols: [{ name: 'range', metadata }],
        },
        'classic',
      )
    let answer = await join()
    if (answer.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.#memberId = answer.memberId
      answer = await join()
    }
    if (answer.errorCode === ErrorCode.UNKNOWN_MEMBER_ID) this.#memberId = ''
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    this.#generation = { before: this.#generation.now, now: answer.generationId }
    this.#memberId = answer.memberId
    this.#leads = answer.leader === answer.memberId
    const { generationId, members, protocolName, protocolType, skipAssignment } = answer
    const role = this.#leads ? 'leads' : 'follows'
    return `${generationId} ${protocolType} ${protocolName} ${role} ${members.length} ${skipAssignment}`
  }

  async #sync(when: When): Promise<string> {
    const partitions = consumerProtocolAssignmentData.make({
      assignedPartitions: [{ topic: this.#name, partitions: [0, 1, 2, 3] }],
    })
    const assignment = encodeVersioned(consumerProtocolAssignmentData, 1, partitions)
    const answer = await this.#side.ask(
      ApiKey.SyncGroup,
      5,
      {
        ...{ groupId: this.#name, memberId: this.#memberId, groupInstanceId: null },
        ...{ protocolType: 'consumer', protocolName: 'range', generationId: this.#generationOf(when) },
        assignments: this.#leads ? [{ memberId: this.#memberId, assignment }] : [],
      },
      'classic',
    )
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    if (answer.assignment.length === 0) return `${answer.protocolName} nothing`
    const { data } = decodeVersioned(consumerProtocolAssignmentData, answer.assignment)
    const count = data.assignedPartitions.reduce((sum, one) => sum + one.partitions.length, 0)
    return `${answer.protocolName} ${count} partitions`
  }

  async #classicBeat(when: When): Promise<string> {
    const given = { groupId: this.#name, memberId: this.#memberId, groupInstanceId: null }
    const answer = await this.#side.ask(ApiKey.Heartbeat, 4, {
      ...given,
      generationId: this.#generationOf(when),
    })
    return nameOf(answer.errorCode)
  }

  async #classicLeave(): Promise<string> {
    const members = [{ memberId: this.#memberId, groupInstanceId: null }]
    const answer = await this.#side.ask(ApiKey.LeaveGroup, 5, { groupId: this.#name, members })
    return `${nameOf(answer.errorCode)} ${answer.members.map(one => nameOf(one.errorCode))}`
  }

  // --- the member of the consumer protocol --------------------------------------------------------------------------

  get #newId(): string {
    return `${this.#name}-new`
  }

  #epochOf(when: When): number {
    return when === 'ahead' ? this.#epoch.now + 1 : this.#epoch[when]
  }

  async #heartbeat(
    memberEpoch: number,
    topicPartitions: Place[] | null,
    given: Record<string, unknown>,
  ): Promise<string> {
    const answer = await this.#side.ask(ApiKey.ConsumerGroupHeartbeat, 1, {
      ...{ groupId: this.#name, memberId: this.#newId, memberEpoch, rebalanceTimeoutMs: -1 },
      ...{ instanceId: null, rackId: null, subscribedTopicNames: null, subscribedTopicRegex: null },
      ...{ serverAssignor: null, topicPartitions },
      ...given,
    })
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    if (answer.memberEpoch >= 0) this.#epoch = { before: this.#epoch.now, now: answer.memberEpoch }
    const told = answer.assignment?.topicPartitions
    if (told === undefined) return `epoch ${answer.memberEpoch}, no word of partitions`
    this.#assigned = told.map(({ partitions, topicId }) => ({ topicId, partitions: [...partitions] }))
    return `epoch ${answer.memberEpoch}, ${told.reduce((sum, one) => sum + one.partitions.length, 0)} partitions`
  }

  #beat(when: When, owned: 'all' | 'none' | 'silent'): Promise<string> {
    const epoch = this.#epochOf(when)
    const places = owned === 'silent' ? null : owned === 'none' ? [] : this.#assigned
    if (epoch > 0) return this.#heartbeat(epoch, places, {})
    return this.#heartbeat(0, [], { rebalanceTimeoutMs: 60_000, subscribedTopicNames: [this.#name] })
  }

  async #leave(): Promise<string> {
    const answer = await this.#heartbeat(-1, null, {})
    if (!answer.startsWith('epoch')) return answer
    this.#epoch = { now: 0, before: 0 }
    this.#assigned = []
    return answer
  }

  // --- both ---------------------------------------------------------------------------------------------------------

  async #commit(who: 'classic' | 'new' | 'nobody', when: When): Promise<string> {
    const members = {
      classic: { memberId: this.#memberId, generationIdOrMemberEpoch: this.#generationOf(when) },
      new: { memberId: this.#newId, generationIdOrMemberEpoch: this.#epochOf(when) },
      nobody: { memberId: '', generationIdOrMemberEpoch: -1 },
    }
    const partitions = [{ partitionIndex: 0, committedOffset: ++this.#offset }]
    const answer = await this.#side.ask(ApiKey.OffsetCommit, 9, {
      ...{ groupId: this.#name, groupInstanceId: null, ...members[who] },
      topics: [{ name: this.#name, partitions }],
    })
    return nameOf(answer.topics[0]!.partitions[0]!.errorCode)
  }

  async #describe(): Promise<string> {
    const listed = (await this.#side.ask(ApiKey.ListGroups, 5, {})).groups.find(
      one => one.groupId === this.#name,
    )
    const inList =
      listed === undefined ? 'not listed' : `${listed.groupType} ${listed.groupState} ${listed.protocolType}`
    const classic = (await this.#side.ask(ApiKey.DescribeGroups, 6, { groups: [this.#name] })).groups[0]!
    const group = (await this.#side.ask(ApiKey.ConsumerGroupDescribe, 1, { groupIds: [this.#name] }))
      .groups[0]!
    const members = group.members.map(one => {
      const [has, gets] = [one.assignment, one.targetAssignment].map(each =>
        each.topicPartitions.reduce((sum, topic) => sum + topic.partitions.length, 0),
      )
      const isNew = one.memberId === this.#newId
      // Of a classic member in a group that became classic and came back, Kafka says that it has what it was to get (compatibility.md).
      const partitions = isNew ? `${has}/${gets}` : `gets ${gets}`
      return `${isNew ? 'new' : 'classic'}@${one.memberEpoch} ${partitions} type ${one.memberType}`
    })
    const { assignmentEpoch, assignorName, errorCode, groupEpoch, groupState } = group
    const now =
      errorCode === ErrorCode.NONE
        ? `${groupState} ${groupEpoch}/${assignmentEpoch} ${assignorName} [${members.sort().join(', ')}]`
        : nameOf(errorCode)
    const { members: old, protocolData, protocolType } = classic
    const before = `${nameOf(classic.errorCode)} ${classic.groupState} ${protocolType} ${protocolData} ${old.length}`
    return `${inList}; ${before}; ${now}`
  }

  async #fetch(): Promise<string> {
    const answer = await this.#side.ask(ApiKey.OffsetFetch, 9, {
      groups: [
        {
          ...{ groupId: this.#name, memberId: null, memberEpoch: -1 },
          topics: [{ name: this.#name, partitionIndexes: [0] }],
        },
      ],
    })
    const group = answer.groups[0]!
    if (group.errorCode !== ErrorCode.NONE) return nameOf(group.errorCode)
    return `${group.topics[0]!.partitions[0]!.committedOffset}`
  }

  async #forget(): Promise<string> {
    const topics = [{ name: this.#name, partitions: [{ partitionIndex: 0 }] }]
    const answer = await this.#side.ask(ApiKey.OffsetDelete, 0, { groupId: this.#name, topics })
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    return nameOf(answer.topics[0]!.partitions[0]!.errorCode)
  }

  async #delete(): Promise<string> {
    const answer = await this.#side.ask(ApiKey.DeleteGroups, 2, { groupsNames: [this.#name] })
    return nameOf(answer.results[0]!.errorCode)
  }
}
