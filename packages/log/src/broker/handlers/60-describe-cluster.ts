/** DescribeCluster (60), versions 0 to 2: this one node, as broker (endpoint type 1); it is its own controller. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'
import { CLUSTER_OPERATIONS, NOT_ASKED } from './operations.ts'

export const describeCluster = handler({
  key: ApiKey.DescribeCluster,
  minVersion: 0,
  maxVersion: 2,
  handle(broker, request, call) {
    const brokers = call.version < 1 || request.endpointType === 1
    return {
      throttleTimeMs: 0,
      errorCode: brokers ? ErrorCode.NONE : ErrorCode.MISMATCHED_ENDPOINT_TYPE,
      errorMessage: brokers ? null : 'This endpoint is that of a broker.',
      endpointType: 1,
      clusterId: broker.clusterId,
      controllerId: broker.nodeId,
      brokers: brokers
        ? [{ brokerId: broker.nodeId, ...broker.advertised, rack: null, isFenced: false }]
        : [],
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? CLUSTER_OPERATIONS
        : NOT_ASKED,
    }
  },
})
