/**
 * A Node decorator that listens to every answer of a broker, across its lives, and knows what must never be said after it:
 * invariants after each step, at the seam, whatever lies behind it.
 *
 *  W1. log start <= last stable offset <= high watermark, in each answer.
 *  W2. The high watermark and the last stable offset of a partition never move back, not over a restart either: what readers may
 *      see is durable. (Unless the power goes under a flush mode that does not promise it: `forget`.)
 *  W3. A batch at an offset never changes, and no offset has two. (Not in compacted topics, which may be rewritten.)
 *  W4. Batches of an answer follow one another, begin at or below the offset that was asked for, and lie below what the isolation
 *      level may see. Without compaction there is no gap between them.
 *  W5. Aborted transactions are sorted by first offset.
 *  W6. A producer id is handed out once.
 *  W7. A committed offset is the last one whose commit was answered, or one whose commit was asked for since (`offset-claims.ts`).
 *  W8. The generation of a group in which an assignment was handed out never moves back, once the group has offsets: without,
 *      an empty group is forgotten, and begins anew. Not where a member of the consumer protocol was in it.
 */
import type { BrokerNode } from '@moldau/log'
import {
  ApiKey,
  apiOf,
  BatchHeader,
  type Connection,
  describeError,
  ErrorCode,
  type FetchRequest,
  type FetchResponse,
  type RequestOf,
  type ResponseOf,
  type Version,
} from '@moldau/protocol'

import { OffsetClaims } from './offset-claims.ts'

interface Seen {
  highWatermark: number
  lastStableOffset: number
  logStartOffset: number
  /** Base offset to last offset and checksum. */
  readonly batches: Map<number, { readonly lastOffset: number; readonly crc: number }>
}

const header = new BatchHeader()

export class Witness {
  /** Topics that compaction may rewrite: names that begin so are exempt from W3 and the gaps of W4. */
  rewrites: (topicId: string) => boolean = () => false
  /** Answers heard. */
  answers = 0
  readonly #find: (rule: string, text: string) => void
  readonly #note: (text: string) => void
  readonly #seen = new Map<string, Seen>()
  readonly #producerIds = new Set<number>()
  readonly #claims = new OffsetClaims()
  readonly #generations = new Map<string, number>()
  /** Groups that had a member of the consumer protocol. */
  readonly #mixed = new Set<string>()
  /** Groups for which a member has committed offsets. */
  readonly #withOffsets = new Set<string>()

  /** `note` hears of every answer. */
  constructor(find: (rule: string, text: string) => void, note: (text: string) => void = () => undefined) {
    this.#find = find
    this.#note = note
  }

  /** The power went, and the flush mode promises nothing: what was seen may be gone. */
  forget(): void {
    this.#seen.clear()
    this.#producerIds.clear()
    this.#claims.clear()
    this.#generations.clear()
    this.#withOffsets.clear()
  }

  /** The node, listened to. */
  watch(node: BrokerNode): BrokerNode {
    return {
      id: node.id,
      connect: async (purpose, peer) => {
        const inner = await (peer === undefined ? node.connect(purpose) : node.connect(purpose, peer))
        const connection: Connection = {
          send: async <K extends ApiKey>(key: K, version: Version<K>, body: RequestOf<K>) => {
            const claimed = this.#hearRequest(key, body)
            const response: ResponseOf<K> = await inner.send(key, version, body)
            this.answers++
            for (const answer of claimed) answer(response)
            this.#note(`answers ${describeAnswer(key, version, response)} to ${peer?.clientId ?? '?'}`)
            this.#hear(key, body, response)
            return response
          },
          close: () => inner.close(),
        }
        return connection as typeof inner
      },
    }
  }

  /** The broker's process has ended. */
  died(): void {
    this.#claims.died()
  }

  /** What is asked for may be done although nobody hears the answer, so it counts from here on. */
  #hearRequest(key: ApiKey, body: unknown): ((response: unknown) => void)[] {
    if (key === ApiKey.DeleteGroups || key === ApiKey.OffsetDelete) {
      this.#withOffsets.clear()
      this.#claims.mayGo(() => true)
    }
    if (key === ApiKey.DeleteTopics) this.#claims.mayGo(() => true)
    if (key !== ApiKey.OffsetCommit && key !== ApiKey.TxnOffsetCommit) return []
    const { groupId, topics } = body as RequestOf<typeof ApiKey.TxnOffsetCommit>
    return topics.flatMap(({ name, partitions }, n) =>
      partitions.map(({ committedOffset, partitionIndex }, m) => {
        const place = `${groupId}/${name}-${partitionIndex}`
        const answered = this.#claims.asked(place, committedOffset, key === ApiKey.TxnOffsetCommit)
        return (response: unknown) => {
          const { topics: answers } = response as ResponseOf<typeof ApiKey.OffsetCommit>
          answered(answers[n]?.partitions[m]?.errorCode === ErrorCode.NONE)
        }
      }),
    )
  }

  #hear(key: ApiKey, request: unknown, response: unknown): void {
    if (key === ApiKey.Fetch) this.#hearFetch(request as FetchRequest, response as FetchResponse)
    else if (key === ApiKey.InitProducerId) this.#hearProducerId(request as never, response as never)
    else if (key === ApiKey.OffsetFetch) this.#hearOffsets(response as never)
    else if (key === ApiKey.OffsetCommit) this.#hearCommit(request as never, response as never)
    else if (key === ApiKey.SyncGroup) this.#hearGeneration(request as never, response as never)
    else if (key === ApiKey.ConsumerGroupHeartbeat) this.#hearHeartbeat(request as never)
  }

  /** In a group of both protocols a classic member's generation is its own epoch, and an empty one may begin anew, as Kafka's does. */
  #hearHeartbeat({ groupId }: RequestOf<typeof ApiKey.ConsumerGroupHeartbeat>): void {
    this.#mixed.add(groupId)
  }

  #hearGeneration(
    { generationId, groupId }: RequestOf<typeof ApiKey.SyncGroup>,
    { errorCode }: ResponseOf<typeof ApiKey.SyncGroup>,
  ): void {
    if (errorCode !== ErrorCode.NONE || this.#mixed.has(groupId)) return
    const before = this.#generations.get(groupId) ?? 0
    if (generationId < before && this.#withOffsets.has(groupId))
      this.#find('W8', `group ${groupId} was in generation ${before} and is in ${generationId}`)
    this.#generations.set(groupId, generationId)
  }

  #hearCommit(
    { generationIdOrMemberEpoch, groupId }: RequestOf<typeof ApiKey.OffsetCommit>,
    { topics }: ResponseOf<typeof ApiKey.OffsetCommit>,
  ): void {
    const isDone = topics.some(topic => topic.partitions.some(one => one.errorCode === ErrorCode.NONE))
    if (isDone && generationIdOrMemberEpoch >= 0) this.#withOffsets.add(groupId)
  }

  #hearProducerId(
    request: RequestOf<typeof ApiKey.InitProducerId>,
    response: ResponseOf<typeof ApiKey.InitProducerId>,
  ): void {
    if (response.errorCode !== ErrorCode.NONE || request.transactionalId !== null) return
    const { producerId } = response
    if (this.#producerIds.has(producerId)) this.#find('W6', `producer id ${producerId} was given twice`)
    this.#producerIds.add(producerId)
  }

  #hearOffsets(response: ResponseOf<typeof ApiKey.OffsetFetch>): void {
    for (const { groupId, topics } of response.groups)
      for (const { name, partitions } of topics)
        for (const { committedOffset, errorCode, partitionIndex } of partitions) {
          if (errorCode !== ErrorCode.NONE) continue
          const fault = this.#claims.fault(`${groupId}/${name}-${partitionIndex}`, committedOffset)
          if (fault !== undefined) this.#find('W7', fault)
        }
  }

  #hearFetch(request: FetchRequest, response: FetchResponse): void {
    response.responses.forEach((topic, n) => {
      const asked = request.topics[n]!
      const id = topic.topic === '' ? topic.topicId : topic.topic
      topic.partitions.forEach((data, m) => {
        if (data.errorCode !== ErrorCode.NONE) return
        const place = `${id}-${data.partitionIndex}`
        const seen = this.#seenAt(place)
        this.#judgeEnds(place, seen, data)
        const limit = request.isolationLevel === 1 ? data.lastStableOffset : data.highWatermark
        if (data.records !== null && data.records.length > 0)
          this.#judgeBatches(place, seen, data.records, asked.partitions[m]!.fetchOffset, limit)
        let last = -1
        for (const { firstOffset } of data.abortedTransactions ?? []) {
          if (firstOffset < last)
            this.#find('W5', `${place}: aborted transactions at ${last}, then ${firstOffset}`)
          last = firstOffset
        }
      })
    })
  }

  #seenAt(place: string): Seen {
    let seen = this.#seen.get(place)
    if (seen === undefined) {
      seen = { highWatermark: 0, lastStableOffset: 0, logStartOffset: 0, batches: new Map() }
      this.#seen.set(place, seen)
    }
    return seen
  }

  #judgeEnds(
    place: string,
    seen: Seen,
    now: { highWatermark: number; lastStableOffset: number; logStartOffset: number },
  ): void {
    if (now.logStartOffset > now.lastStableOffset || now.lastStableOffset > now.highWatermark)
      this.#find(
        'W1',
        `${place}: log start ${now.logStartOffset}, stable ${now.lastStableOffset}, high watermark ${now.highWatermark}`,
      )
    for (const end of ['highWatermark', 'lastStableOffset', 'logStartOffset'] as const) {
      if (now[end] < seen[end]) this.#find('W2', `${place}: ${end} was ${seen[end]} and is ${now[end]}`)
      seen[end] = now[end]
    }
  }

  #judgeBatches(place: string, seen: Seen, bytes: Uint8Array, fetchOffset: number, limit: number): void {
    const rewritten = this.rewrites(place.slice(0, place.lastIndexOf('-')))
    let next = -1
    for (let start = 0; start < bytes.length; ) {
      // What the answer's size cut off does not count.
      if (bytes.length - start < 61 || header.at(bytes, start).end > bytes.length) break
      const { baseOffset, crc, lastOffset } = header
      if (next >= 0 && (rewritten ? baseOffset < next : baseOffset !== next))
        this.#find('W4', `${place}: a batch at ${baseOffset} follows one that ends before ${next}`)
      if (next < 0 && !rewritten && (baseOffset > fetchOffset || lastOffset < fetchOffset))
        this.#find(
          'W4',
          `${place}: asked for ${fetchOffset}, got a batch from ${baseOffset} to ${lastOffset}`,
        )
      if (lastOffset >= limit)
        this.#find('W4', `${place}: a batch up to ${lastOffset} was shown, the limit is ${limit}`)
      const before = seen.batches.get(baseOffset)
      if (!rewritten && before !== undefined && (before.crc !== crc || before.lastOffset !== lastOffset))
        this.#find(
          'W3',
          `${place}: the batch at ${baseOffset} was ${before.crc} up to ${before.lastOffset}, and is ${crc} up to ${lastOffset}`,
        )
      seen.batches.set(baseOffset, { lastOffset, crc })
      next = lastOffset + 1
      start = header.end
    }
  }
}

/** An answer in a line of the trace: its name, and every error code in it. */
function describeAnswer(key: ApiKey, version: number, response: unknown): string {
  const codes = new Set<number>()
  collectCodes(response, codes)
  const errors = [...codes].map(code => describeError(code).name)
  const details =
    key === ApiKey.Produce ? ` at ${offsetsOf(response as ResponseOf<typeof ApiKey.Produce>)}` : ''
  return `${apiOf(key).name} ${version}${details}${errors.length === 0 ? '' : ` (${errors.join(', ')})`}`
}

function offsetsOf({ responses }: ResponseOf<typeof ApiKey.Produce>): string {
  return responses
    .flatMap(topic => topic.partitionResponses.map(one => `${topic.name}-${one.index}@${one.baseOffset}`))
    .join(' ')
}

function collectCodes(value: unknown, into: Set<number>): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'number') {
      if (field !== 0 && (name === 'errorCode' || name === 'partitionErrorCode')) into.add(field)
    } else if (typeof field === 'object') collectCodes(field, into)
  }
}
