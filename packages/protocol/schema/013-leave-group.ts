import type { ApiSchema } from './form/schema.ts'

export const leaveGroup = {
  key: 13,
  name: 'LeaveGroup',
  versions: '0-5',
  flexibleFrom: 4,
  request: {
    fields: [
      { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
      {
        name: 'memberId',
        type: 'string',
        versions: '0-2',
        about: 'Id that the coordinator gave the member; empty at first',
      },
      {
        name: 'members',
        type: '[]MemberIdentity',
        versions: '3+',
        about: 'Members of the group',
        fields: [
          {
            name: 'memberId',
            type: 'string',
            versions: '3+',
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
          {
            name: 'reason',
            type: 'string',
            versions: '5+',
            nullable: '5+',
            default: null,
            ignorable: true,
            about: 'Why, in words',
          },
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
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'members',
        type: '[]MemberResponse',
        versions: '3+',
        about: 'Members of the group',
        fields: [
          {
            name: 'memberId',
            type: 'string',
            versions: '3+',
            about: 'Id that the coordinator gave the member; empty at first',
          },
          {
            name: 'groupInstanceId',
            type: 'string',
            versions: '3+',
            nullable: '3+',
            about: 'Name of a static member; null for a dynamic one',
          },
          { name: 'errorCode', type: 'int16', versions: '3+', about: 'Error code; 0 for none' },
        ],
      },
    ],
  },
} satisfies ApiSchema
