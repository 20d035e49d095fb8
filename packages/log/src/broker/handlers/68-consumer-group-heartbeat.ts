/**
 * ConsumerGroupHeartbeat (68), versions 0 and 1: the whole of the consumer protocol in one request (KIP-848). From version 1 on members
 * choose their own ids (KIP-1082) and may subscribe by an expression in RE2's syntax.
 */
import { ApiKey } from '@moldau/protocol'
import { handler } from './handler.ts'

export const consumerGroupHeartbeat = handler({
  key: ApiKey.ConsumerGroupHeartbeat,
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request, { clientHost, clientId, version }) {
    const given = version >= 1 ? request : { ...request, subscribedTopicRegex: null }
    return broker.groups.consumerHeartbeat(given, { version, clientId, clientHost })
  },
})
