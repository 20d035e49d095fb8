/** A classic group of one member, played by a scripted node, and a consumer in it whose clock the test moves. */
import { Cluster, Consumer, type ConsumerOptions, type RebalanceListener } from '@moldau/client'
import { ApiKey, type Clock, ErrorCode, type Node, systemClock, systemRandom } from '@moldau/protocol'
import { ManualClock, type Script, ScriptedNode } from '../../packages/testing/src/node/index.ts'

export const on = (node: Node, clock: Clock = systemClock): Cluster =>
  new Cluster({
    ...{ bootstrap: [node], dial: () => node, clock, random: systemRandom },
    ...{ retryBackoffMs: 1, retryBackoffMaxMs: 4 },
  })

/** A group of one, as a script: the member joins, syncs, and its heartbeats are answered by `beats`. */
export function groupOfOne(
  beats: () => number,
  extra: Script = {},
): { node: ScriptedNode; joins: () => number } {
  let generation = 0
  const node = new ScriptedNode(
    {
      [ApiKey.FindCoordinator]: () => ({ coordinators: [{ key: 'g', nodeId: 0 }] }),
      [ApiKey.JoinGroup]: request => {
        if (request.memberId === '')
          return { errorCode: ErrorCode.MEMBER_ID_REQUIRED, memberId: `m${generation}` }
        generation++
        return {
          ...{ generationId: generation, protocolName: 'range', protocolType: 'consumer' },
          ...{ leader: request.memberId, memberId: request.memberId },
          members: [{ memberId: request.memberId, metadata: request.protocols[0]!.metadata }],
        }
      },
      [ApiKey.SyncGroup]: request => ({ assignment: request.assignments[0]!.assignment }),
      [ApiKey.Heartbeat]: () => ({ errorCode: beats() }),
      [ApiKey.LeaveGroup]: () => ({}),
      [ApiKey.OffsetFetch]: () => ({
        groups: [
          { groupId: 'g', topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 5 }] }] },
        ],
      }),
      [ApiKey.Fetch]: () => new Promise(() => undefined),
      ...extra,
    },
    { topics: new Map([['t', 1]]) },
  )
  return { node, joins: () => generation }
}

export interface Watched {
  readonly consumer: Consumer
  readonly clock: ManualClock
  readonly events: string[]
  /** Polls once, letting `ms` pass meanwhile. */
  poll(ms: number): Promise<(Error & { code?: string }) | undefined>
}

export function watch(node: Node, options: ConsumerOptions = {}, heard: RebalanceListener = {}): Watched {
  const clock = new ManualClock()
  const consumer = new Consumer(on(node, clock), {
    ...{ groupId: 'g', heartbeatIntervalMs: 100, sessionTimeoutMs: 1000, maxPollIntervalMs: 5000 },
    ...options,
  })
  const events: string[] = []
  consumer.subscribe(['t'], {
    onAssigned: list => {
      events.push(`+${list.length}`)
      return heard.onAssigned?.(list)
    },
    onRevoked: list => {
      events.push(`-${list.length}`)
      return heard.onRevoked?.(list)
    },
    onLost: list => void events.push(`lost ${list.length}`),
  })
  return {
    ...{ consumer, clock, events },
    async poll(ms) {
      let failure: (Error & { code?: string }) | undefined
      const polled = consumer.poll(ms).catch(error => {
        failure = error
      })
      await clock.advance(ms)
      await polled
      return failure
    },
  }
}
