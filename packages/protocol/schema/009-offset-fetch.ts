import type { ApiSchema } from './form/schema.ts'

export const offsetFetch = {
  key: 9,
  name: 'OffsetFetch',
  versions: '1-10',
  flexibleFrom: 6,
  request: {
    fields: [
      { name: 'groupId', type: 'string', versions: '1-7', about: 'Id of the group' },
      {
        name: 'topics',
        type: '[]OffsetFetchRequestTopic',
        versions: '1-7',
        nullable: '2-7',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '1-7', about: 'Name of it' },
          { name: 'partitionIndexes', type: '[]int32', versions: '1-7', about: 'Partition numbers' },
        ],
      },
      {
        name: 'groups',
        type: '[]OffsetFetchRequestGroup',
        versions: '8+',
        about: 'The groups',
        fields: [
          { name: 'groupId', type: 'string', versions: '8+', about: 'Id of the group' },
          {
            name: 'memberId',
            type: 'string',
            versions: '9+',
            nullable: '9+',
            default: null,
            ignorable: true,
            about: 'Id that the coordinator gave the member; empty at first',
          },
          {
            name: 'memberEpoch',
            type: 'int32',
            versions: '9+',
            default: -1,
            ignorable: true,
            about: "The member's epoch in the new group protocol; -1 in the classic one",
          },
          {
            name: 'topics',
            type: '[]OffsetFetchRequestTopics',
            versions: '8+',
            nullable: '8+',
            about: 'The topics',
            fields: [
              { name: 'name', type: 'string', versions: '8-9', ignorable: true, about: 'Name of it' },
              { name: 'topicId', type: 'uuid', versions: '10+', ignorable: true, about: 'Id of the topic' },
              { name: 'partitionIndexes', type: '[]int32', versions: '8+', about: 'Partition numbers' },
            ],
          },
        ],
      },
      {
        name: 'requireStable',
        type: 'bool',
        versions: '7+',
        about:
          'Whether to wait while transactions hold offsets back: such partitions answer UNSTABLE_OFFSET_COMMIT',
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
        type: '[]OffsetFetchResponseTopic',
        versions: '1-7',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '1-7', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]OffsetFetchResponsePartition',
            versions: '1-7',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '1-7', about: 'Partition number' },
              {
                name: 'committedOffset',
                type: 'int64',
                versions: '1-7',
                about: 'Offset of the next record to consume; in answers -1 when there is none',
              },
              {
                name: 'committedLeaderEpoch',
                type: 'int32',
                versions: '5-7',
                default: -1,
                ignorable: true,
                about: 'Leader epoch of the last record consumed; -1 when unknown',
              },
              {
                name: 'metadata',
                type: 'string',
                versions: '1-7',
                nullable: '1-7',
                about: 'Free text kept beside the offset',
              },
              { name: 'errorCode', type: 'int16', versions: '1-7', about: 'Error code; 0 for none' },
            ],
          },
        ],
      },
      { name: 'errorCode', type: 'int16', versions: '2-7', ignorable: true, about: 'Error code; 0 for none' },
      {
        name: 'groups',
        type: '[]OffsetFetchResponseGroup',
        versions: '8+',
        about: 'The groups',
        fields: [
          { name: 'groupId', type: 'string', versions: '8+', about: 'Id of the group' },
          {
            name: 'topics',
            type: '[]OffsetFetchResponseTopics',
            versions: '8+',
            about: 'The topics',
            fields: [
              { name: 'name', type: 'string', versions: '8-9', ignorable: true, about: 'Name of it' },
              { name: 'topicId', type: 'uuid', versions: '10+', ignorable: true, about: 'Id of the topic' },
              {
                name: 'partitions',
                type: '[]OffsetFetchResponsePartitions',
                versions: '8+',
                about: 'The partitions',
                fields: [
                  { name: 'partitionIndex', type: 'int32', versions: '8+', about: 'Partition number' },
                  {
                    name: 'committedOffset',
                    type: 'int64',
                    versions: '8+',
                    about: 'Offset of the next record to consume; in answers -1 when there is none',
                  },
                  {
                    name: 'committedLeaderEpoch',
                    type: 'int32',
                    versions: '8+',
                    default: -1,
                    ignorable: true,
                    about: 'Leader epoch of the last record consumed; -1 when unknown',
                  },
                  {
                    name: 'metadata',
                    type: 'string',
                    versions: '8+',
                    nullable: '8+',
                    about: 'Free text kept beside the offset',
                  },
                  { name: 'errorCode', type: 'int16', versions: '8+', about: 'Error code; 0 for none' },
                ],
              },
            ],
          },
          { name: 'errorCode', type: 'int16', versions: '8+', about: 'Error code; 0 for none' },
        ],
      },
    ],
  },
} satisfies ApiSchema
