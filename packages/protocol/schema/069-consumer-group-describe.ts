import type { ApiSchema } from './form/schema.ts'

export const consumerGroupDescribe = {
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: '0-1',
  flexibleFrom: 0,
  request: {
    fields: [
      {
        name: 'groupIds',
        type: '[]string',
        versions: '0+',
        about: 'Ids of the groups',
      },
      {
        name: 'includeAuthorizedOperations',
        type: 'bool',
        versions: '0+',
        about: 'Whether to tell the authorized operations',
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
        name: 'groups',
        type: '[]DescribedConsumerGroup',
        versions: '0+',
        about: 'The groups',
        fields: [
          {
            name: 'errorCode',
            type: 'int16',
            versions: '0+',
            about: 'Error code; 0 for none',
          },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '0+',
            nullable: '0+',
            default: null,
            about: 'The error in words; null for none',
          },
          {
            name: 'groupId',
            type: 'string',
            versions: '0+',
            about: 'Id of the group',
          },
          {
            name: 'groupState',
            type: 'string',
            versions: '0+',
            about: 'State of the group, in words',
          },
          {
            name: 'groupEpoch',
            type: 'int32',
            versions: '0+',
            about: 'Epoch of the group',
          },
          {
            name: 'assignmentEpoch',
            type: 'int32',
            versions: '0+',
            about: 'Epoch of the target assignment',
          },
          {
            name: 'assignorName',
            type: 'string',
            versions: '0+',
            about: 'Assignor in use',
          },
          {
            name: 'members',
            type: '[]DescribedConsumerGroupMember',
            versions: '0+',
            about: 'The members',
            fields: [
              {
                name: 'memberId',
                type: 'string',
                versions: '0+',
                about: 'Id of the member',
              },
              {
                name: 'instanceId',
                type: 'string',
                versions: '0+',
                nullable: '0+',
                default: null,
                about: 'Name of a static member; null for none',
              },
              {
                name: 'rackId',
                type: 'string',
                versions: '0+',
                nullable: '0+',
                default: null,
                about: 'Rack of the member; null for none',
              },
              {
                name: 'memberEpoch',
                type: 'int32',
                versions: '0+',
                about: 'Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members)',
              },
              {
                name: 'clientId',
                type: 'string',
                versions: '0+',
                about: 'Name that the client gave itself',
              },
              {
                name: 'clientHost',
                type: 'string',
                versions: '0+',
                about: 'Where the client is',
              },
              {
                name: 'subscribedTopicNames',
                type: '[]string',
                versions: '0+',
                about: 'Topics that the member is subscribed to; null for unchanged',
              },
              {
                name: 'subscribedTopicRegex',
                type: 'string',
                versions: '0+',
                nullable: '0+',
                default: null,
                about: 'Expression of topics that the member is subscribed to; null for unchanged',
              },
              {
                name: 'assignment',
                type: 'DescribedConsumerGroupAssignment',
                versions: '0+',
                about: 'What the member may use',
              },
              {
                name: 'targetAssignment',
                type: 'DescribedConsumerGroupAssignment',
                versions: '0+',
                about: 'What the member is to get',
              },
              {
                name: 'memberType',
                type: 'int8',
                versions: '1+',
                default: -1,
                ignorable: true,
                about: '0 classic, 1 consumer, -1 unknown',
              },
            ],
          },
          {
            name: 'authorizedOperations',
            type: 'int32',
            versions: '0+',
            default: -2147483648,
            about: 'Bit field of authorized operations',
          },
        ],
      },
    ],
    structs: {
      DescribedConsumerGroupTopicPartitions: [
        {
          name: 'topicId',
          type: 'uuid',
          versions: '0+',
          about: 'Id of the topic',
        },
        {
          name: 'topicName',
          type: 'string',
          versions: '0+',
          about: 'Name of the topic',
        },
        {
          name: 'partitions',
          type: '[]int32',
          versions: '0+',
          about: 'Partition numbers',
        },
      ],
      DescribedConsumerGroupAssignment: [
        {
          name: 'topicPartitions',
          type: '[]DescribedConsumerGroupTopicPartitions',
          versions: '0+',
          about: 'Partitions by topic',
        },
      ],
    },
  },
} satisfies ApiSchema
