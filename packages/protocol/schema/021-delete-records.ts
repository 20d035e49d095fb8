import type { ApiSchema } from './form/schema.ts'

export const deleteRecords = {
  key: 21,
  name: 'DeleteRecords',
  versions: '0-2',
  flexibleFrom: 2,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]DeleteRecordsTopic',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]DeleteRecordsPartition',
            versions: '0+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
              {
                name: 'offset',
                type: 'int64',
                versions: '0+',
                about: 'First offset to keep; -1 for the high watermark',
              },
            ],
          },
        ],
      },
      { name: 'timeoutMs', type: 'int32', versions: '0+', about: 'How long the broker may take, in ms' },
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
        type: '[]DeleteRecordsTopicResult',
        versions: '0+',
        about: 'The topics',
        fields: [
          { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
          {
            name: 'partitions',
            type: '[]DeleteRecordsPartitionResult',
            versions: '0+',
            about: 'The partitions',
            fields: [
              { name: 'partitionIndex', type: 'int32', versions: '0+', about: 'Partition number' },
              {
                name: 'lowWatermark',
                type: 'int64',
                versions: '0+',
                about: 'First offset that is still there after the deletion',
              },
              { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
