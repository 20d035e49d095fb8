import type { ApiSchema } from './form/schema.ts'

export const describeGroups = {
  key: 15,
  name: 'DescribeGroups',
  versions: '0-6',
  flexibleFrom: 5,
  request: {
    fields: [
      { name: 'groups', type: '[]string', versions: '0+', about: 'The groups' },
      {
        name: 'includeAuthorizedOperations',
        type: 'bool',
        versions: '3+',
        about: 'Whether to say what the caller may do',
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
      {
        name: 'groups',
        type: '[]DescribedGroup',
        versions: '0+',
        about: 'The groups',
        fields: [
          { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '6+',
            nullable: '6+',
            default: null,
            about: 'What went wrong, in words; null for nothing',
          },
          { name: 'groupId', type: 'string', versions: '0+', about: 'Id of the group' },
          { name: 'groupState', type: 'string', versions: '0+', about: 'State of the group, in words' },
          {
            name: 'protocolType',
            type: 'string',
            versions: '0+',
            about: "Kind of group; consumers say 'consumer'",
          },
          {
            name: 'protocolData',
            type: 'string',
            versions: '0+',
            about: 'Protocol that the group agreed on',
          },
          {
            name: 'members',
            type: '[]DescribedGroupMember',
            versions: '0+',
            about: 'Members of the group',
            fields: [
              {
                name: 'memberId',
                type: 'string',
                versions: '0+',
                about: 'Id that the coordinator gave the member; empty at first',
              },
              {
                name: 'groupInstanceId',
                type: 'string',
                versions: '4+',
                nullable: '4+',
                default: null,
                ignorable: true,
                about: 'Name of a static member; null for a dynamic one',
              },
              { name: 'clientId', type: 'string', versions: '0+', about: 'Name the client gives itself' },
              { name: 'clientHost', type: 'string', versions: '0+', about: 'Host the client connected from' },
              {
                name: 'memberMetadata',
                type: 'bytes',
                versions: '0+',
                about: "The member's subscription, as bytes of the protocol",
              },
              {
                name: 'memberAssignment',
                type: 'bytes',
                versions: '0+',
                about: "The member's assignment, as bytes of the protocol",
              },
            ],
          },
          {
            name: 'authorizedOperations',
            type: 'int32',
            versions: '3+',
            default: -2147483648,
            about: 'Bits of the operations that the caller may do; -2147483648 when not asked for',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
