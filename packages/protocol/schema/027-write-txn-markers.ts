import type { ApiSchema } from './form/schema.ts'

export const writeTxnMarkers = {
  key: 27,
  name: 'WriteTxnMarkers',
  versions: '1-2',
  flexibleFrom: 1,
  request: {
    fields: [
      {
        name: 'markers',
        type: '[]WritableTxnMarker',
        versions: '1+',
        about: 'One entry per producer',
        fields: [
          { name: 'producerId', type: 'int64', versions: '1+', about: 'Id of the producer; -1 for none' },
          {
            name: 'producerEpoch',
            type: 'int16',
            versions: '1+',
            about: 'Epoch of the producer; -1 for none',
          },
          {
            name: 'transactionResult',
            type: 'bool',
            versions: '1+',
            about: 'True for commit, false for abort',
          },
          {
            name: 'topics',
            type: '[]WritableTxnMarkerTopic',
            versions: '1+',
            about: 'The topics',
            fields: [
              { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
              { name: 'partitionIndexes', type: '[]int32', versions: '1+', about: 'Partition numbers' },
            ],
          },
          {
            name: 'coordinatorEpoch',
            type: 'int32',
            versions: '1+',
            about: 'Epoch of the transaction coordinator',
          },
          {
            name: 'transactionVersion',
            type: 'int8',
            versions: '2+',
            ignorable: true,
            about: 'Transaction protocol of the marker',
          },
        ],
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'markers',
        type: '[]WritableTxnMarkerResult',
        versions: '1+',
        about: 'One entry per producer',
        fields: [
          { name: 'producerId', type: 'int64', versions: '1+', about: 'Id of the producer; -1 for none' },
          {
            name: 'topics',
            type: '[]WritableTxnMarkerTopicResult',
            versions: '1+',
            about: 'The topics',
            fields: [
              { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
              {
                name: 'partitions',
                type: '[]WritableTxnMarkerPartitionResult',
                versions: '1+',
                about: 'The partitions',
                fields: [
                  { name: 'partitionIndex', type: 'int32', versions: '1+', about: 'Partition number' },
                  { name: 'errorCode', type: 'int16', versions: '1+', about: 'Error code; 0 for none' },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
