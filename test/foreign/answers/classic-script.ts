/**
 * Random scripts about one group of the classic protocol: two dynamic members and a static one, that join, synchronise, beat, commit and
 * leave, rightly and wrongly. What has to wait for others stays under way; after each step is told what was answered.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { nameOf, type Side } from './side.ts'
import { chance } from './transaction-script.ts'

type Generation = 'now' | 'before' | 'ahead' | 'none'
type Protocols = 'range' | 'both' | 'rr' | 'other type' | 'empty'

export type ClassicStep =
  | {
      readonly kind: 'join'
      readonly member: number
      readonly protocols: Protocols
      readonly version: 3 | 9
      readonly id: 'own' | 'none' | 'bogus'
    }
  | { readonly kind: 'sync'; readonly member: number; readonly generation: Generation; readonly odd: boolean }
  | { readonly kind: 'beat'; readonly member: number; readonly generation: Generation }
  | { readonly kind: 'commit'; readonly member: number; readonly generation: Generation }
  | { readonly kind: 'leave'; readonly member: number; readonly byInstance: boolean }
  | { readonly kind: 'session'; readonly ms: number }
  | { readonly kind: 'describe' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'delete' }

export function classicScript(seed: number, length: number): ClassicStep[] {
  const random = chance(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  const steps: ClassicStep[] = []
  while (steps.length < length) {
    const member = below(3)
    const generation = one<Generation>(['now', 'now', 'now', 'now', 'before', 'ahead', 'none'])
    const id = one<'own' | 'none' | 'bogus'>(['own', 'own', 'own', 'own', 'own', 'own', 'none', 'bogus'])
    steps.push(
      one<() => ClassicStep>([
        () => ({
          kind: 'join',
          member,
          protocols: one<Protocols>(['range', 'range', 'both', 'rr', 'other type', 'empty']),
          version: 9,
          id,
        }),
        () => ({ kind: 'join', member, protocols: 'both', version: random() < 0.2 ? 3 : 9, id: 'own' }),
        () => ({ kind: 'join', member, protocols: 'both', version: 9, id: 'own' }),
        () => ({ kind: 'sync', member, generation: 'now', odd: false }),
        () => ({ kind: 'sync', member, generation: 'now', odd: false }),
        () => ({ kind: 'sync', member, generation, odd: random() < 0.2 }),
        () => ({ kind: 'beat', member, generation }),
        () => ({ kind: 'beat', member, generation: 'now' }),
        () => ({ kind: 'commit', member, generation }),
        () => (random() < 0.4 ? { kind: 'leave', member, byInstance: random() < 0.5 } : { kind: 'describe' }),
        () => ({ kind: 'describe' }),
        () =>
          one<ClassicStep>([
            { kind: 'forget' },
            { kind: 'delete' },
            { kind: 'session', ms: one([5, 4_000_000]) },
          ]),
      ])(),
    )
  }
  return steps
}

interface Known {
  readonly instance: string | null
  memberId: string
  generation: number
  before: number
  isLeader: boolean
  protocol: string | null
}

const PROTOCOLS: Record<Protocols, readonly string[]> = {
  ...{ range: ['range'], both: ['range', 'rr'], rr: ['rr'] },
  ...{ 'other type': ['range'], empty: [] },
}
/** A subscription to no topics, in the bytes of consumers. */
const SUBSCRIPTION = new Uint8Array([0, 0, 0, 0, 0, 0, 255, 255, 255, 255])

export class ClassicRun {
  readonly #side: Side
  readonly #name: string
  readonly #members: Known[]
  readonly #answered: string[] = []
  readonly #underWay = new Set<number>()
  #offset = 0

  constructor(side: Side, name: string) {
    this.#side = side
    this.#name = name
    this.#members = [null, null, 'i'].map(instance => ({
      ...{ instance, memberId: '', generation: -1, before: -1, isLeader: false, protocol: null },
    }))
  }

  async begin(): Promise<void> {
    const topics = [{ name: this.#name, numPartitions: 1, replicationFactor: 1 }]
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

  async run(step: ClassicStep): Promise<void> {
    const isWaiting = step.kind === 'join' || step.kind === 'sync'
    // Kafka never answers the older of two; ours says that it is over.
    if (isWaiting && this.#underWay.has(step.member)) return
    const answer = this.#answer(step)
    if (isWaiting) {
      this.#underWay.add(step.member)
      void answer.then(
        words => {
          this.#underWay.delete(step.member)
          this.#answered.push(`${step.kind} of ${step.member}: ${words}`)
        },
        // The script is over, and its connections with it.
        () => undefined,
      )
    } else this.#answered.push(await answer)
    await this.#side.pause()
    this.#side.say(`${JSON.stringify(step)} -> ${this.#answered.splice(0).sort().join('; ') || 'waits'}`)
  }

  #answer(step: ClassicStep): Promise<string> {
    switch (step.kind) {
      case 'join':
        return this.#join(step)
      case 'sync':
        return this.#sync(step.member, step.generation, step.odd)
      case 'beat':
        return this.#beat(step.member, step.generation)
      case 'commit':
        return this.#commit(step.member, step.generation)
      case 'leave':
        return this.#leave(step.member, step.byInstance)
      case 'session':
        return this.#session(step.ms)
      case 'describe':
        return this.#describe()
      case 'forget':
        return this.#forget()
      case 'delete':
        return this.#delete()
    }
  }

  #generation(member: number, generation: Generation): number {
    const known = this.#members[member]!
    if (generation === 'now') return known.generation
    if (generation === 'before') return known.before
    return generation === 'ahead' ? known.generation + 1 : -1
  }

  async #join({ id, member, protocols, version }: ClassicStep & { kind: 'join' }): Promise<string> {
    const known = this.#members[member]!
    const memberId = id === 'own' ? known.memberId : id === 'none' ? '' : 'bogus'
    const answer = await this.#side.ask(
      ApiKey.JoinGroup,
      version,
      {
        ...{ groupId: this.#name, sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 60_000, memberId },
        groupInstanceId: version >= 5 ? known.instance : null,
        protocolType: protocols === 'other type' ? 'connect' : 'consumer',
        protocols: PROTOCOLS[protocols].map(name => ({ name, metadata: SUBSCRIPTION })),
      },
      `member-${member}`,
    )
    if (answer.errorCode === ErrorCode.MEMBER_ID_REQUIRED) known.memberId = answer.memberId
    if (answer.errorCode !== ErrorCode.NONE) return nameOf(answer.errorCode)
    known.before = known.generation
    known.generation = answer.generationId
    known.memberId = answer.memberId
    known.isLeader = answer.leader === answer.memberId
    known.protocol = answer.protocolName
    const { generationId, protocolName, skipAssignment } = answer
    return `${generationId} ${protocolName} ${known.isLeader ? 'leads' : 'follows'} ${answer.members.length} ${skipAssignment}`
  }

  async #sync(member: number, generation: Generation, odd: boolean): Promise<string> {
    const known = this.#members[member]!
    const assignments = known.isLeader
      ? this.#members.map(({ memberId }, n) => ({
          memberId,
          assignment: Uint8Array.of(n, known.generation & 255),
        }))
      : []
    const answer = await this.#side.ask(
      ApiKey.SyncGroup,
      5,
      {
        ...{ groupId: this.#name, memberId: known.memberId, groupInstanceId: known.instance, assignments },
        generationId: this.#generation(member, generation),
        ...{ protocolType: 'consumer', protocolName: odd ? 'odd' : known.protocol },
      },
      `member-${member}`,
    )
    return answer.errorCode === ErrorCode.NONE
      ? `${answer.protocolName} [${answer.assignment}]`
      : nameOf(answer.errorCode)
  }

  async #beat(member: number, generation: Generation): Promise<string> {
    const { instance: groupInstanceId, memberId } = this.#members[member]!
    const generationId = this.#generation(member, generation)
    const given = { groupId: this.#name, memberId, groupInstanceId, generationId }
    return nameOf((await this.#side.ask(ApiKey.Heartbeat, 4, given)).errorCode)
  }

  async #commit(member: number, generation: Generation): Promise<string> {
    const { instance, memberId } = this.#members[member]!
    const isNobody = generation === 'none'
    const partitions = [{ partitionIndex: 0, committedOffset: ++this.#offset }]
    const answer = await this.#side.ask(ApiKey.OffsetCommit, 8, {
      ...{
        groupId: this.#name,
        memberId: isNobody ? '' : memberId,
        groupInstanceId: isNobody ? null : instance,
      },
      generationIdOrMemberEpoch: this.#generation(member, generation),
      topics: [{ name: this.#name, partitions }],
    })
    return nameOf(answer.topics[0]!.partitions[0]!.errorCode)
  }

  async #leave(member: number, byInstance: boolean): Promise<string> {
    const { instance: groupInstanceId, memberId } = this.#members[member]!
    const members = [{ memberId: byInstance && groupInstanceId !== null ? '' : memberId, groupInstanceId }]
    const answer = await this.#side.ask(ApiKey.LeaveGroup, 5, { groupId: this.#name, members })
    return `${nameOf(answer.errorCode)} ${answer.members.map(one => nameOf(one.errorCode))}`
  }

  async #session(sessionTimeoutMs: number): Promise<string> {
    const answer = await this.#side.ask(ApiKey.JoinGroup, 9, {
      ...{ groupId: this.#name, sessionTimeoutMs, rebalanceTimeoutMs: 60_000, memberId: '' },
      ...{
        groupInstanceId: null,
        protocolType: 'consumer',
        protocols: [{ name: 'range', metadata: SUBSCRIPTION }],
      },
    })
    return nameOf(answer.errorCode)
  }

  async #describe(): Promise<string> {
    const group = (await this.#side.ask(ApiKey.DescribeGroups, 6, { groups: [this.#name] })).groups[0]!
    const listed = (await this.#side.ask(ApiKey.ListGroups, 5, {})).groups.find(
      one => one.groupId === this.#name,
    )
    const members = group.members.map(
      one => `${one.groupInstanceId ?? ''} ${one.memberMetadata.length} [${one.memberAssignment}]`,
    )
    const inList =
      listed === undefined ? 'not listed' : `${listed.groupState} ${listed.groupType} ${listed.protocolType}`
    const { errorCode, groupState, protocolData, protocolType } = group
    return `${nameOf(errorCode)} ${groupState} ${protocolType} ${protocolData} {${members.sort().join(', ')}}; ${inList}`
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
