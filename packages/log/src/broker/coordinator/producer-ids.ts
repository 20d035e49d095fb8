/**
 * Producer ids, from blocks that the metadata log has handed out durably: none is ever used twice, also over restarts.
 * What is left of a block when the broker ends is lost, which 2^63 ids can bear. Source: Kafka's `ProducerIdManager`.
 */
import { encodeMetadataRecord, producerIdsRecordData } from '@moldau/protocol'
import type { Topics } from '../state/topics.ts'

const BLOCK_SIZE = 1000

export class ProducerIds {
  readonly #topics: Topics
  #next = 0
  #blockEnd = 0
  #block: Promise<void> | undefined

  constructor(topics: Topics) {
    this.#topics = topics
  }

  /** A producer id that was never used. */
  async next(): Promise<number> {
    while (this.#next >= this.#blockEnd) {
      this.#block ??= this.#nextBlock().finally(() => {
        this.#block = undefined
      })
      await this.#block
    }
    return this.#next++
  }

  async #nextBlock(): Promise<void> {
    let first = 0
    await this.#topics.metadata.change(image => {
      first = image.nextProducerId
      const data = producerIdsRecordData.make({
        brokerId: this.#topics.metadata.nodeId,
        brokerEpoch: -1,
        nextProducerId: first + BLOCK_SIZE,
      })
      return [encodeMetadataRecord(producerIdsRecordData, 0, data)]
    })
    this.#next = first
    this.#blockEnd = first + BLOCK_SIZE
  }
}
