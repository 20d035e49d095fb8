/**
 * ApiVersions (18), versions 0 to 4: what this broker answers, from the one table of handlers.
 *
 * - Produce is listed from version 0, as Kafka does: old librdkafka refuses compression otherwise (KAFKA-18659).
 * - Features (from version 3): metadata.version, transaction.version=2 and group.version=1 are finalized, so that clients use
 *   KIP-890 and may use KIP-848.
 * - A version above 4 is answered by the connection with UNSUPPORTED_VERSION in version 0, with this same list.
 */
import { ApiKey, type ApiVersionsResponse, ErrorCode } from '@moldau/protocol'
import {
  GROUP_VERSION_LEVEL,
  METADATA_VERSION_LEVEL,
  TRANSACTION_VERSION_LEVEL,
} from '../../metadata/metadata-log.ts'
import { type BrokerContext, handler } from './handler.ts'

export const apiVersions = handler({
  key: ApiKey.ApiVersions,
  minVersion: 0,
  maxVersion: 4,
  handle(broker, request, call) {
    const legal = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/
    const named =
      call.version < 3 ||
      (legal.test(request.clientSoftwareName) && legal.test(request.clientSoftwareVersion))
    if (!named) return listApis(broker, ErrorCode.INVALID_REQUEST, call.version)
    return listApis(broker, ErrorCode.NONE, call.version)
  },
})

/** The answer, also to a version that is not spoken. */
export function listApis(broker: BrokerContext, errorCode: ErrorCode, version: number): ApiVersionsResponse {
  const supportedFeatures = [
    { name: 'metadata.version', minVersion: 7, maxVersion: METADATA_VERSION_LEVEL },
    // Clients before version 4 cannot read a range that begins at 0.
    ...(version >= 4
      ? [
          { name: 'transaction.version', minVersion: 0, maxVersion: TRANSACTION_VERSION_LEVEL },
          { name: 'group.version', minVersion: 0, maxVersion: GROUP_VERSION_LEVEL },
        ]
      : []),
  ]
  const finalizedFeatures = [...broker.topics.image.features].map(([name, level]) => ({
    name,
    maxVersionLevel: level,
    minVersionLevel: level,
  }))
  const flexible = version >= 3
  return {
    errorCode,
    apiKeys: broker.apis.map(api => ({ ...api })),
    throttleTimeMs: 0,
    supportedFeatures: flexible ? supportedFeatures : [],
    finalizedFeaturesEpoch: flexible ? 0 : -1,
    finalizedFeatures: flexible ? finalizedFeatures : [],
    zkMigrationReady: false,
  }
}
