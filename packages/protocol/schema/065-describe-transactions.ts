import type { ApiSchema } from './form/schema.ts'

export const describeTransactions = {
  key: 65,
  name: 'DescribeTransactions',
  versions: '0',
  flexibleFrom: 0,
  request: {
    fields: [
      {
        name: 'transactionalIds',
        type: '[]string',
        versions: '0+',
        about: 'Names of the transactional producers',
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
        name: 'transactionStates',
        type: '[]TransactionState',
        versions: '0+',
        about: 'State of each transaction',
        fields: [
          { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
          {
            name: 'transactionalId',
            type: 'string',
            versions: '0+',
            about: 'Name of the transactional producer; null for none',
          },
          {
            name: 'transactionState',
            type: 'string',
            versions: '0+',
            about: 'State of the transaction, in words',
          },
          {
            name: 'transactionTimeoutMs',
            type: 'int32',
            versions: '0+',
            about: 'After this long the coordinator aborts the transaction, in ms',
          },
          {
            name: 'transactionStartTimeMs',
            type: 'int64',
            versions: '0+',
            about: 'When the transaction began, in ms; -1 when none is open',
          },
          { name: 'producerId', type: 'int64', versions: '0+', about: 'Id of the producer; -1 for none' },
          {
            name: 'producerEpoch',
            type: 'int16',
            versions: '0+',
            about: 'Epoch of the producer; -1 for none',
          },
          {
            name: 'topics',
            type: '[]TopicData',
            versions: '0+',
            about: 'The topics',
            fields: [
              { name: 'topic', type: 'string', versions: '0+', about: 'Name of the topic' },
              { name: 'partitions', type: '[]int32', versions: '0+', about: 'The partitions' },
            ],
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
