/** What a consumer knows of its place in a group, whichever protocol the group speaks. */
import type { GroupMetadata } from '../producer/transactions.ts'
import type { TopicPartition } from '../topic-partition.ts'

/** Topics by name, or by an expression that the broker matches (RE2's syntax, the whole name; consumer protocol only). */
export type Subscription = { readonly topics: readonly string[] } | { readonly pattern: string }

/** What the membership tells the consumer around it; all inside `poll`. */
export interface MembershipHost {
  owned(): TopicPartition[]
  revoke(partitions: readonly TopicPartition[], isLost: boolean): Promise<void>
  assign(added: readonly TopicPartition[]): Promise<void>
}

export interface GroupMember {
  /** What the program may commit by. */
  readonly groupMetadata: GroupMetadata
  /** Whether the group takes no commits just now. */
  readonly isRebalancing: boolean
  /** The first OffsetCommit that knows what the member commits by. */
  readonly commitFrom: number
  subscribe(subscription: Subscription): void
  /** Does what is due, and lets the program know. Called at the start of every round of a poll. @throws MoldauError */
  step(): Promise<void>
  /** Asks the coordinator now what the member is worth. @throws MoldauError */
  verify(): Promise<void>
  requestRejoin(reason: string): void
  /** A coordinator said, in answer to a commit by `asMember`, what the member is worth; or was, when that is over. */
  hearError(errorCode: number, asMember: GroupMetadata): void
  /** Lets go of everything and leaves the group, to subscribe again later or not. */
  leave(): Promise<void>
  /** Lets go of everything, tells the coordinator, and stops. */
  stop(leaveGroup: boolean): Promise<void>
}
