import type { ApiSchema } from './form/schema.ts'

export const describeCluster = {
  key: 60,
  name: 'DescribeCluster',
  versions: '0-2',
  flexibleFrom: 0,
  request: {
    fields: [
      {
        name: 'includeClusterAuthorizedOperations',
        type: 'bool',
        versions: '0+',
        about: 'Whether to say what the caller may do on the cluster',
      },
      {
        name: 'endpointType',
        type: 'int8',
        versions: '1+',
        default: 1,
        about: 'Which end points: 1 brokers, 2 controllers',
      },
      {
        name: 'includeFencedBrokers',
        type: 'bool',
        versions: '2+',
        about: 'Whether fenced brokers are wanted too',
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '0+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'errorMessage',
        type: 'string',
        versions: '0+',
        nullable: '0+',
        default: null,
        about: 'What went wrong, in words; null for nothing',
      },
      {
        name: 'endpointType',
        type: 'int8',
        versions: '1+',
        default: 1,
        about: 'Which end points: 1 brokers, 2 controllers',
      },
      { name: 'clusterId', type: 'string', versions: '0+', about: 'Id of the cluster' },
      { name: 'controllerId', type: 'int32', versions: '0+', default: -1, about: 'Id of the controller' },
      {
        name: 'brokers',
        type: '[]DescribeClusterBroker',
        versions: '0+',
        about: 'The brokers of the cluster',
        fields: [
          { name: 'brokerId', type: 'int32', versions: '0+', about: 'Id of the broker' },
          { name: 'host', type: 'string', versions: '0+', about: 'Host name' },
          { name: 'port', type: 'int32', versions: '0+', about: 'TCP port' },
          {
            name: 'rack',
            type: 'string',
            versions: '0+',
            nullable: '0+',
            default: null,
            about: 'Rack of the node; null when unknown',
          },
          { name: 'isFenced', type: 'bool', versions: '2+', about: 'Whether the broker is fenced' },
        ],
      },
      {
        name: 'clusterAuthorizedOperations',
        type: 'int32',
        versions: '0+',
        default: -2147483648,
        about: 'Bits of the operations that the caller may do on the cluster; -2147483648 when not asked for',
      },
    ],
  },
} satisfies ApiSchema
