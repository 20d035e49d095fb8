import type { DataSchema } from '../form/schema.ts'

export const groupMetadataValue = {
  name: 'GroupMetadataValue',
  key: 2,
  versions: '0-4',
  flexibleFrom: 4,
  about: 'A classic group, its generation and members, in __consumer_offsets.',
  fields: [
    {
      name: 'protocolType',
      type: 'string',
      versions: '0+',
      about: "Kind of group; consumers say 'consumer'",
    },
    { name: 'generation', type: 'int32', versions: '0+', about: 'Generation of the group' },
    {
      name: 'protocol',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      about: 'Protocol that the group agreed on; null for none',
    },
    { name: 'leader', type: 'string', versions: '0+', nullable: '0+', about: 'Member that assigns' },
    {
      name: 'currentStateTimestamp',
      type: 'int64',
      versions: '2+',
      default: -1,
      ignorable: true,
      about: 'When the group came into its state, in ms; -1 when unknown',
    },
    { name: 'members', type: '[]MemberMetadata', versions: '0+', about: 'Members of the group' },
  ],
  structs: {
    MemberMetadata: [
      { name: 'memberId', type: 'string', versions: '0+', about: 'Id that the coordinator gave the member' },
      {
        name: 'groupInstanceId',
        type: 'string',
        versions: '3+',
        nullable: '3+',
        default: null,
        ignorable: true,
        about: 'Name of a static member; null for a dynamic one',
      },
      { name: 'clientId', type: 'string', versions: '0+', about: "Name the member's client gives itself" },
      { name: 'clientHost', type: 'string', versions: '0+', about: 'Host the member connected from' },
      {
        name: 'rebalanceTimeout',
        type: 'int32',
        versions: '1+',
        default: -1,
        ignorable: true,
        about: 'How long the coordinator waits for members to rejoin, in ms',
      },
      {
        name: 'sessionTimeout',
        type: 'int32',
        versions: '0+',
        about: 'After this long without a heartbeat the member is dropped, in ms',
      },
      {
        name: 'subscription',
        type: 'bytes',
        versions: '0+',
        about: "The member's subscription, as bytes of the protocol",
      },
      {
        name: 'assignment',
        type: 'bytes',
        versions: '0+',
        about: "The member's assignment, as bytes of the protocol",
      },
    ],
  },
} satisfies DataSchema
