import type { ApiSchema } from './form/schema.ts'

export const initProducerId = {
  key: 22,
  name: 'InitProducerId',
  versions: '0-5',
  flexibleFrom: 2,
  request: {
    fields: [
      {
        name: 'transactionalId',
        type: 'string',
        versions: '0+',
        nullable: '0+',
        about: 'Name of the transactional producer; null for none',
      },
      {
        name: 'transactionTimeoutMs',
        type: 'int32',
        versions: '0+',
        about: 'After this long the coordinator aborts the transaction, in ms',
      },
      {
        name: 'producerId',
        type: 'int64',
        versions: '3+',
        default: -1,
        about: 'Id of the producer; -1 for none',
      },
      {
        name: 'producerEpoch',
        type: 'int16',
        versions: '3+',
        default: -1,
        about: 'Epoch of the producer; -1 for none',
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '0+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'producerId',
        type: 'int64',
        versions: '0+',
        default: -1,
        about: 'Id of the producer; -1 for none',
      },
      { name: 'producerEpoch', type: 'int16', versions: '0+', about: 'Epoch of the producer; -1 for none' },
    ],
  },
} satisfies ApiSchema
