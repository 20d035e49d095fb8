import type { ApiSchema } from './form/schema.ts'

export const listTransactions = {
  key: 66,
  name: 'ListTransactions',
  versions: '0-2',
  flexibleFrom: 0,
  request: {
    fields: [
      {
        name: 'stateFilters',
        type: '[]string',
        versions: '0+',
        about: 'Only transactions in these states; empty for all',
      },
      {
        name: 'producerIdFilters',
        type: '[]int64',
        versions: '0+',
        about: 'Only transactions of these producers; empty for all',
      },
      {
        name: 'durationFilter',
        type: 'int64',
        versions: '1+',
        default: -1,
        about: 'Only transactions that have been open for longer than this, in ms; -1 for all',
      },
      {
        name: 'transactionalIdPattern',
        type: 'string',
        versions: '2+',
        nullable: '2+',
        default: null,
        about: 'Only transactional ids that match this expression',
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
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'unknownStateFilters',
        type: '[]string',
        versions: '0+',
        about: 'State names that the broker does not know',
      },
      {
        name: 'transactionStates',
        type: '[]TransactionState',
        versions: '0+',
        about: 'State of each transaction',
        fields: [
          {
            name: 'transactionalId',
            type: 'string',
            versions: '0+',
            about: 'Name of the transactional producer; null for none',
          },
          { name: 'producerId', type: 'int64', versions: '0+', about: 'Id of the producer; -1 for none' },
          {
            name: 'transactionState',
            type: 'string',
            versions: '0+',
            about: 'State of the transaction, in words',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
