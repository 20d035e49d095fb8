import type { ApiSchema } from './form/schema.ts'

export const txnOffsetCommit = {
  key: 28,
  name: 'TxnOffsetCommit',
  versions: '0-5',
  flexibleFrom: 3,
  request: {
    fields: [
      {
        name: 'transactionalId',
        type: 'string',
        versions: '0+',
        about: 'Name of the transactional producer; null for none',
      },
      { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
      { name: 'producerId', type: 'int64', versions: '0+', about: 'Id of the producer; -1 for none' },
      { name: 'producerEpoch', type: 'int16', versions: '0+', about: 'Epoch of the producer; -1 for none' },
      { name: 'generationId', type: 'int32', versions: '3+', default: -1, about: 'Generation of the group' },
      {
        name: 'memberId',
        type: 'string',
        versions: '3+',
        about: 'Id that the coordinator gave the member; empty at first',
      },
      {
        name: 'groupInstanceId',
        type: 'string',
        versions: '3+',
        nullable: '3+',
        default: null,
        about: 'Name of a static member; null for a dynamic one',
      },
      {
        name: 'topics',
        type: '[]TxnOffsetCommitRequestTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]TxnOffsetCommitRequestPartition',
            versions: '0+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
              {
                name: 'committedOffset',
                type: 'int64',
                versions: '0+',
                about: 'Offset of the next record to consume; in answers -1 when there is none',
              },
              {
                name: 'committedLeaderEpoch',
                type: 'int32',
                versions: '2+',
                default: -1,
                ignorable: true,
                about: 'Leader epoch of the last record consumed; -1 when unknown',
              },
              {
                name: 'committedMetadata',
                type: 'string',
                versions: '0+',
                nullable: '0+',
                about: 'Free text kept beside the offset',
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
        versions: '0+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'topics',
        type: '[]TxnOffsetCommitResponseTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]TxnOffsetCommitResponsePartition',
            versions: '0+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
              { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
