import type { ApiSchema } from './form/schema.ts'

export const describeProducers = {
  key: 61,
  name: 'DescribeProducers',
  versions: '0',
  flexibleFrom: 0,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]TopicRequest',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          { name: 'partitionIndexes', type: '[]int32', versions: '0+', about: 'Partition numbers' },
        ],
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
      {
        name: 'topics',
        type: '[]TopicResponse',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]PartitionResponse',
            versions: '0+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
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
                name: 'activeProducers',
                type: '[]ProducerState',
                versions: '0+',
                about: 'Producers of which the partition holds state',
                fields: [
                  {
                    name: 'producerId',
                    type: 'int64',
                    versions: '0+',
                    about: 'Id of the producer; -1 for none',
                  },
                  {
                    name: 'producerEpoch',
                    type: 'int32',
                    versions: '0+',
                    about: 'Epoch of the producer; -1 for none',
                  },
                  {
                    name: 'lastSequence',
                    type: 'int32',
                    versions: '0+',
                    default: -1,
                    about: "Sequence of the producer's last record; -1 for none",
                  },
                  {
                    name: 'lastTimestamp',
                    type: 'int64',
                    versions: '0+',
                    default: -1,
                    about: "Time of the producer's last batch, in ms",
                  },
                  {
                    name: 'coordinatorEpoch',
                    type: 'int32',
                    versions: '0+',
                    about: 'Epoch of the transaction coordinator',
                  },
                  {
                    name: 'currentTxnStartOffset',
                    type: 'int64',
                    versions: '0+',
                    default: -1,
                    about: 'First offset of the open transaction; -1 when none is open',
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
