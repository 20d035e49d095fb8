import type { ApiSchema } from './form/schema.ts'

export const offsetCommit = {
  key: 8,
  name: 'OffsetCommit',
  versions: '2-10',
  flexibleFrom: 8,
  request: {
    fields: [
      { name: 'groupId', type: 'string', versions: '2+', about: 'Id of the group' },
      {
        name: 'generationIdOrMemberEpoch',
        type: 'int32',
        versions: '2+',
        default: -1,
        ignorable: true,
        about: "Generation of the group, or the member's epoch; -1 when there is no membership",
      },
      {
        name: 'memberId',
        type: 'string',
        versions: '2+',
        ignorable: true,
        about: 'Id that the coordinator gave the member; empty at first',
      },
      {
        name: 'groupInstanceId',
        type: 'string',
        versions: '7+',
        nullable: '7+',
        default: null,
        about: 'Name of a static member; null for a dynamic one',
      },
      {
        name: 'retentionTimeMs',
        type: 'int64',
        versions: '2-4',
        default: -1,
        ignorable: true,
        about: "How long to keep the offsets; -1 for the broker's default",
      },
      {
        name: 'topics',
        type: '[]OffsetCommitRequestTopic',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '2-9', ignorable: true, about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '10+', ignorable: true, about: 'Id of the topic' },
          {
            name: 'partitions',
            type: '[]OffsetCommitRequestPartition',
            versions: '2+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '2+', about: 'Partition number' },
              {
                name: 'committedOffset',
                type: 'int64',
                versions: '2+',
                about: 'Offset of the next record to consume; in answers -1 when there is none',
              },
              {
                name: 'committedLeaderEpoch',
                type: 'int32',
                versions: '6+',
                default: -1,
                ignorable: true,
                about: 'Leader epoch of the last record consumed; -1 when unknown',
              },
              {
                name: 'committedMetadata',
                type: 'string',
                versions: '2+',
                nullable: '2+',
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
        versions: '3+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'topics',
        type: '[]OffsetCommitResponseTopic',
        versions: '2+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '2-9', ignorable: true, about: 'Name of it' },
          { name: 'topicId', type: 'uuid', versions: '10+', ignorable: true, about: 'Id of the topic' },
          {
            name: 'partitions',
            type: '[]OffsetCommitResponsePartition',
            versions: '2+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '2+', about: 'Partition number' },
              { name: 'errorCode', type: 'int16', versions: '2+', about: 'Error code; 0 for none' },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
