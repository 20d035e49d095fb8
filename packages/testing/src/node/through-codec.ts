/**
 * A Node decorator: every request and response goes through the codec, as if it had gone over a wire. What embedded runs
 * would let slip (a field that the version lacks, a number that is none, bytes shared by accident) shows here.
 *
 *  1. The request is written to a frame, read back, and handed on; so is the response. Nothing is shared but the Node.
 *  2. The bytes of both frames are filled with a pattern once their time is over: the request's when the answer is there. A
 *     response's bytes stay, since they may be kept.
 */
import {
  ApiKey,
  apiOf,
  type Connection,
  decodeResponseFrame,
  encodeRequestFrame,
  encodeResponseFrame,
  type Node,
  type ProduceRequest,
  type RequestOf,
  type ResponseOf,
  readRequestFrame,
  UnsupportedVersion,
} from '@moldau/protocol'

const POISON = 0xdb

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks)).subarray(4)
}

class CodecConnection implements Connection {
  readonly #inner: Connection
  #correlationId = 0

  constructor(inner: Connection) {
    this.#inner = inner
  }

  async send<K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> {
    const api = apiOf(key)
    if (version < api.minVersion || version > api.maxVersion)
      throw new UnsupportedVersion(
        `${api.name} ${version}: versions ${api.minVersion} to ${api.maxVersion} are known`,
      )
    const correlationId = this.#correlationId++
    const bytes = joined(encodeRequestFrame(key, version, correlationId, 'through-codec', body))
    const frame = readRequestFrame(bytes)
    const request = frame.api!.decodeRequest(frame.reader, version) as RequestOf<K>
    const response = await this.#inner.send(key, version, request)
    const isSilent = key === ApiKey.Produce && (body as ProduceRequest).acks === 0
    // Without an answer nobody can say when the bytes are free again.
    if (!isSilent) bytes.fill(POISON)
    return decodeResponseFrame(
      key,
      version,
      joined(encodeResponseFrame(key, version, correlationId, response)),
    )
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}

/** The node, with the codec in between both ways. */
export function throughCodec(node: Node): Node {
  return { id: node.id, connect: async purpose => new CodecConnection(await node.connect(purpose)) }
}
