import type { ApiSchema } from './form/schema.ts'

export const listOffsets = {
  key: 2,
  name: 'ListOffsets',
  versions: '1-11',
  flexibleFrom: 6,
  request: {
    fields: [
      { name: 'replicaId', type: 'int32', versions: '1+', about: 'Id of the follower; -1 for a consumer' },
      { name: 'isolationLevel', type: 'int8', versions: '2+', about: '0 read uncommitted, 1 read committed' },
      {
        name: 'topics',
        type: '[]ListOffsetsTopic',
        versions: '1+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]ListOffsetsPartition',
            versions: '1+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '1+', about: 'Partition number' },
              {
                name: 'currentLeaderEpoch',
                type: 'int32',
                versions: '4+',
                default: -1,
                ignorable: true,
                about: 'Leader epoch the asker believes in; -1 to leave it unchecked',
              },
              {
                name: 'timestamp',
                type: 'int64',
                versions: '1+',
                about: 'Timestamp in ms sought, or -1 the end, -2 the start, -3 the largest timestamp',
              },
            ],
          },
        ],
      },
      {
        name: 'timeoutMs',
        type: 'int32',
        versions: '10+',
        ignorable: true,
        about: 'How long the broker may take, in ms',
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '2+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'topics',
        type: '[]ListOffsetsTopicResponse',
        versions: '1+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '1+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]ListOffsetsPartitionResponse',
            versions: '1+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '1+', about: 'Partition number' },
              { name: 'errorCode', type: 'int16', versions: '1+', about: 'Error code; 0 for none' },
              { name: 'timestamp', type: 'int64', versions: '1+', default: -1, about: 'Timestamp in ms' },
              { name: 'offset', type: 'int64', versions: '1+', default: -1, about: 'The offset' },
              {
                name: 'leaderEpoch',
                type: 'int32',
                versions: '4+',
                default: -1,
                about: 'Epoch of the leader; -1 when unknown',
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
