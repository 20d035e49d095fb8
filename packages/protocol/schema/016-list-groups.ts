import type { ApiSchema } from './form/schema.ts'

export const listGroups = {
  key: 16,
  name: 'ListGroups',
  versions: '0-5',
  flexibleFrom: 3,
  request: {
    fields: [
      {
        name: 'statesFilter',
        type: '[]string',
        versions: '4+',
        about: 'Only groups in these states; empty for all',
      },
      {
        name: 'typesFilter',
        type: '[]string',
        versions: '5+',
        about: 'Only groups of these types; empty for all',
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
      {
        name: 'groups',
        type: '[]ListedGroup',
        versions: '0+',
        about: 'The groups',
        fields: [
          { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
          {
            name: 'protocolType',
            type: 'string',
            versions: '0+',
            about: "Kind of group; consumers say 'consumer'",
          },
          {
            name: 'groupState',
            type: 'string',
            versions: '4+',
            ignorable: true,
            about: 'State of the group, in words',
          },
          {
            name: 'groupType',
            type: 'string',
            versions: '5+',
            ignorable: true,
            about: 'Type of the group: classic, consumer, share or streams',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
