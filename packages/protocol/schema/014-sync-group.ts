import type { ApiSchema } from './form/schema.ts'

export const syncGroup = {
  key: 14,
  name: 'SyncGroup',
  versions: '0-5',
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
      {
        name: 'protocolType',
        type: 'string',
        versions: '5+',
        nullable: '5+',
        default: null,
        ignorable: true,
        about: "Kind of group; consumers say 'consumer'",
      },
      {
        name: 'protocolName',
        type: 'string',
        versions: '5+',
        nullable: '5+',
        default: null,
        ignorable: true,
        about: 'Protocol that the group agreed on; null for none',
      },
      {
        name: 'assignments',
        type: '[]SyncGroupRequestAssignment',
        versions: '0+',
        about: "The leader's assignments; empty from everybody else",
        fields: [
          {
            name: 'memberId',
            type: 'string',
            versions: '0+',
            about: 'Id that the coordinator gave the member; empty at first',
          },
          {
            name: 'assignment',
            type: 'bytes',
            versions: '0+',
            about: 'What the leader assigned to the member, as bytes of the protocol',
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
        name: 'protocolType',
        type: 'string',
        versions: '5+',
        nullable: '5+',
        default: null,
        ignorable: true,
        about: "Kind of group; consumers say 'consumer'",
      },
      {
        name: 'protocolName',
        type: 'string',
        versions: '5+',
        nullable: '5+',
        default: null,
        ignorable: true,
        about: 'Protocol that the group agreed on; null for none',
      },
      {
        name: 'assignment',
        type: 'bytes',
        versions: '0+',
        about: 'What the leader assigned to the member, as bytes of the protocol',
      },
    ],
  },
} satisfies ApiSchema
