import type { ApiSchema } from './form/schema.ts'

export const addOffsetsToTxn = {
  key: 25,
  name: 'AddOffsetsToTxn',
  versions: '0-4',
  flexibleFrom: 3,
  request: {
    fields: [
      {
        name: 'transactionalId',
        type: 'string',
        versions: '0+',
        about: 'Name of the transactional producer; null for none',
      },
      { name: 'producerId', type: 'int64', versions: '0+', about: 'Id of the producer; -1 for none' },
      { name: 'producerEpoch', type: 'int16', versions: '0+', about: 'Epoch of the producer; -1 for none' },
      { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
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
    ],
  },
} satisfies ApiSchema
