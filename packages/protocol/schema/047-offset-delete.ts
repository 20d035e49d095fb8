import type { ApiSchema } from './form/schema.ts'

export const offsetDelete = {
  key: 47,
  name: 'OffsetDelete',
  versions: '0',
  flexibleFrom: null,
  request: {
    fields: [
      { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
      {
        name: 'topics',
        type: '[]OffsetDeleteRequestTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]OffsetDeleteRequestPartition',
            versions: '0+',
            about: 'The partitions',
            fields: [{ name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' }],
          },
        ],
      },
    ],
  },
  response: {
    fields: [
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '0+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'topics',
        type: '[]OffsetDeleteResponseTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]OffsetDeleteResponsePartition',
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
