import type { ApiSchema } from './form/schema.ts'

export const describeLogDirs = {
  key: 35,
  name: 'DescribeLogDirs',
  versions: '1-5',
  flexibleFrom: 2,
  request: {
    fields: [
      {
        name: 'topics',
        type: '[]DescribableLogDirTopic',
        versions: '1+',
        nullable: '1+',
        about: 'The topics to describe; null for all',
        fields: [
          { name: 'topic', type: 'string', versions: '1+', about: 'Name of the topic' },
          { name: 'partitions', type: '[]int32', versions: '1+', about: 'Numbers of its partitions' },
        ],
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'errorCode',
        type: 'int16',
        versions: '3+',
        ignorable: true,
        about: 'Error code of the request; 0 for none',
      },
      {
        name: 'results',
        type: '[]DescribeLogDirsResult',
        versions: '1+',
        about: 'The log folders',
        fields: [
          { name: 'errorCode', type: 'int16', versions: '1+', about: 'Error code of the folder; 0 for none' },
          { name: 'logDir', type: 'string', versions: '1+', about: 'Absolute path of the folder' },
          {
            name: 'topics',
            type: '[]DescribeLogDirsTopic',
            versions: '1+',
            about: 'The topics in it',
            fields: [
              { name: 'name', type: 'string', versions: '1+', about: 'Name of the topic' },
              {
                name: 'partitions',
                type: '[]DescribeLogDirsPartition',
                versions: '1+',
                about: 'The partitions',
                fields: [
                  { name: 'partitionIndex', type: 'int32', versions: '1+', about: 'Number of the partition' },
                  {
                    name: 'partitionSize',
                    type: 'int64',
                    versions: '1+',
                    about: 'Bytes of its log files',
                  },
                  {
                    name: 'offsetLag',
                    type: 'int64',
                    versions: '1+',
                    about: 'How far the log reaches beyond its high watermark',
                  },
                  {
                    name: 'isFutureKey',
                    type: 'bool',
                    versions: '1+',
                    about: 'Whether the log is on its way to become the current one, in another folder',
                  },
                ],
              },
            ],
          },
          {
            name: 'totalBytes',
            type: 'int64',
            versions: '4+',
            ignorable: true,
            default: -1,
            about: 'Bytes of the volume; -1 when unknown',
          },
          {
            name: 'usableBytes',
            type: 'int64',
            versions: '4+',
            ignorable: true,
            default: -1,
            about: 'Free bytes of the volume; -1 when unknown',
          },
          {
            name: 'isCordoned',
            type: 'bool',
            versions: '5+',
            ignorable: true,
            default: false,
            about: 'Whether the folder takes no new partitions',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
