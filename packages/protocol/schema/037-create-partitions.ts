import type { ApiSchema } from './form/schema.ts'

export const createPartitions = {
  key: 37,
  name: 'CreatePartitions',
  versions: '0-3',
  flexibleFrom: 2,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]CreatePartitionsTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'count',
            type: 'int32',
            versions: '0+',
            about: 'How many partitions the topic shall have in all',
          },
          {
            name: 'assignments',
            type: '[]CreatePartitionsAssignment',
            versions: '0+',
            nullable: '0+',
            about: 'Replicas of the new partitions; null to let the broker choose',
            fields: [
              {
                name: 'brokerIds',
                type: '[]int32',
                versions: '0+',
                about: 'Ids of the brokers that get a replica',
              },
            ],
          },
        ],
      },
      { name: 'timeoutMs', type: 'int32', versions: '0+', about: 'How long the broker may take, in ms' },
      { name: 'validateOnly', type: 'bool', versions: '0+', about: 'Whether to check and change nothing' },
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
        name: 'results',
        type: '[]CreatePartitionsTopicResult',
        versions: '0+',
        about: 'One result for each',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '0+',
            nullable: '0+',
            default: null,
            about: 'What went wrong, in words; null for nothing',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
