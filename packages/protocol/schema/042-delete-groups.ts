import type { ApiSchema } from './form/schema.ts'

export const deleteGroups = {
  key: 42,
  name: 'DeleteGroups',
  versions: '0-2',
  flexibleFrom: 2,
  request: {
    fields: [{ name: 'groupsNames', type: '[]string', versions: '0+', about: 'Ids of the groups to delete' }],
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
        type: '[]DeletableGroupResult',
        versions: '0+',
        about: 'One result for each',
        fields: [
          { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
          { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
        ],
      },
    ],
  },
} satisfies ApiSchema
