/**
 * A Node for a producer that has been at it for so long that its sequences are about to wrap: every batch of its first epoch gets a
 * sequence higher by the same number, from 2147483647 back to 0. What it retries is shifted alike, so that the broker sees one
 * producer. A later epoch begins at 0, as it must.
 */
import {
  ApiKey,
  BATCH,
  BatchHeader,
  type Connection,
  crc32c,
  type Node,
  type ProduceRequest,
  type RequestOf,
  type ResponseOf,
} from '@moldau/protocol'

const SEQUENCES = 2147483648

/** `shift`: what is added, 0 to 2147483647. */
export function oldProducer(node: Node, shift: number): Node {
  return {
    id: node.id,
    connect: async purpose => {
      const connection: Connection = await node.connect(purpose)
      return {
        send: <K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> => {
          const given = key === ApiKey.Produce ? shifted(body as ProduceRequest, shift) : body
          return connection.send(key, version as never, given as RequestOf<K>)
        },
        close: () => connection.close(),
      }
    },
  }
}

function shifted(request: ProduceRequest, shift: number): ProduceRequest {
  const topicData = request.topicData.map(topic => ({
    ...topic,
    partitionData: topic.partitionData.map(data => ({ ...data, records: batch(data.records, shift) })),
  }))
  return { ...request, topicData }
}

function batch(records: Uint8Array | null, shift: number): Uint8Array | null {
  if (records === null) return null
  const header = new BatchHeader().at(records, 0)
  const { baseSequence, producerEpoch, producerId } = header
  if (producerId < 0 || producerEpoch !== 0 || baseSequence < 0) return records
  // The bytes are lent: a copy is changed.
  const bytes = new Uint8Array(records)
  const view = new DataView(bytes.buffer)
  view.setInt32(BATCH.baseSequence, (baseSequence + shift) % SEQUENCES)
  view.setUint32(BATCH.crc, crc32c(bytes, BATCH.attributes, bytes.length))
  return bytes
}
