import type { ApiSchema } from './form/schema.ts'

export const offsetForLeaderEpoch = {
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: '2-4',
  flexibleFrom: 4,
  request: {
    fields: [
      {
        name: 'replicaId',
        type: 'int32',
        versions: '3+',
        default: -2,
        ignorable: true,
        about: 'Id of the follower; -1 for a consumer',
      },
      {
        name: 'topics',
        type: '[]OffsetForLeaderTopic',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'topic', type: 'string', versions: '2+', about: 'Name of the topic' },
          {
            name: 'partitions',
            type: '[]OffsetForLeaderPartition',
            versions: '2+',
            about: 'The partitions',
            fields: [
              { name: 'partition', type: 'int32', versions: '2+', about: 'Partition number' },
              {
                name: 'currentLeaderEpoch',
                type: 'int32',
                versions: '2+',
                default: -1,
                ignorable: true,
                about: 'Leader epoch the asker believes in; -1 to leave it unchecked',
              },
              {
                name: 'leaderEpoch',
                type: 'int32',
                versions: '2+',
                about: 'Epoch of the leader; -1 when unknown',
              },
            ],
          },
        ],
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
        type: '[]OffsetForLeaderTopicResult',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'topic', type: 'string', versions: '2+', about: 'Name of the topic' },
          {
            name: 'partitions',
            type: '[]EpochEndOffset',
            versions: '2+',
            about: 'The partitions',
            fields: [
              { name: 'errorCode', type: 'int16', versions: '2+', about: 'Error code; 0 for none' },
              { name: 'partition', type: 'int32', versions: '2+', about: 'Partition number' },
              {
                name: 'leaderEpoch',
                type: 'int32',
                versions: '2+',
                default: -1,
                ignorable: true,
                about: 'Epoch of the leader; -1 when unknown',
              },
              {
                name: 'endOffset',
                type: 'int64',
                versions: '2+',
                default: -1,
                about: 'First offset after the epoch',
              },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
