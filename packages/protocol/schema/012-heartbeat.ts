import type { ApiSchema } from './form/schema.ts'

export const heartbeat = {
  key: 12,
  name: 'Heartbeat',
  versions: '0-4',
  flexibleFrom: 4,
  request: {
    fields: [
      { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
      { name: 'generationId', type: 'int32', versions: '0+', about: 'Generation of the group' },
      {
        name: 'memberId',
        type: 'string',
        versions: '0+',
        about: 'Id that the coordinator gave the member; empty at first',
      },
      {
        name: 'groupInstanceId',
        type: 'string',
        versions: '3+',
        nullable: '3+',
        default: null,
        about: 'Name of a static member; null for a dynamic one',
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
    ],
  },
} satisfies ApiSchema
