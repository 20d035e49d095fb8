/** What whoever runs the server hears of a connection that was ended for what came over it: who, what, and what it probably is. */
import { DecodeError, MoldauError } from '@moldau/protocol'

/** `opening`: the first bytes of the connection, where nothing before them was understood. */
export function peerRefusal(peer: string, cause: MoldauError, opening?: Uint8Array): MoldauError {
  const hint = hintOf(cause, opening)
  return new MoldauError('PEER_REFUSED', 'a connection was ended', {
    detail: `${peer === '' ? 'a client' : peer}: ${cause.message}`,
    ...(hint === undefined ? {} : { hint }),
    cause,
  })
}

const HTTP = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|CONNECT|PRI) /
const TLS_HANDSHAKE = 0x16
const TLS_MAJOR = 3

function hintOf(cause: MoldauError, opening: Uint8Array | undefined): string | undefined {
  if (opening !== undefined) {
    if (opening[0] === TLS_HANDSHAKE && opening[1] === TLS_MAJOR)
      return 'the client speaks TLS, and this listener does not: set its security.protocol to PLAINTEXT'
    if (HTTP.test(new TextDecoder('latin1').decode(opening.subarray(0, 8))))
      return 'the client speaks HTTP: it has the wrong address'
  }
  return cause instanceof DecodeError && cause.messageName === 'frame'
    ? 'if it is a client of Kafka, make its requests smaller (max.request.size), or raise socket.request.max.bytes'
    : undefined
}
